internal import ArgumentParser
@preconcurrency internal import Glibc
internal import Spec

/// The program: parses the command line, runs one command, and ends with the documented exit code.
@main
struct Bondlab: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bondlab",
    abstract: "Runs experiments on sharing parameters across the layers of transformer encoders",
    discussion: """
      Exit codes: 0 done; 1 a stage failed; 2 the request was wrong (spec, option, file); \
      3 interrupted; the same command continues from there.
      """,
    version: Bondlab.version,
    subcommands: [
      RunCommand.self, PlanCommand.self, ValidateCommand.self, GraphCommand.self,
      TableCommand.self, PlotCommand.self, ReportCommand.self, ExportCommand.self,
      RunsCommand.self, ShowCommand.self, LogsCommand.self, WatchCommand.self, ServeCommand.self,
      DiffCommand.self, WhyCommand.self, QueryCommand.self, ReproduceCommand.self,
      CacheCommand.self, DataCommand.self, ModelCommand.self, NewCommand.self,
      StagesCommand.self, BenchCommand.self, DoctorCommand.self, WorkerCommand.self,
    ])

  static let version = "0.1.0"

  static func main() {
    BLASChoice.improve()
    setlinebuf(stdout)
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      fail(error)
    }
  }

  /// Ends the program with the exit code that an error stands for.
  ///
  /// Help and versions are no errors; everything else is printed on standard error.
  private static func fail(_ error: any Error) -> Never {
    if let code = error as? ExitCode { Glibc.exit(code.rawValue) }
    if exitCode(for: error) == .success {
      print(fullMessage(for: error))
      Glibc.exit(0)
    }
    if error is SpecErrors {
      complain("\(error)")
      Glibc.exit(2)
    }
    let isUsage = exitCode(for: error) == .validationFailure
    complain(isUsage ? fullMessage(for: error) : "error: \(error)")
    Glibc.exit(2)
  }
}

/// Writes a message to standard error.
func complain(_ message: String) { fputs(message + "\n", stderr) }
