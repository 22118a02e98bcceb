import Foundation
import TestSupport
import Testing

@Suite("watching runs")
struct WatchTests {
  private func watch(_ arguments: String..., in folder: TemporaryFolder) throws -> [String] {
    let outcome = try Program.run(["watch"] + arguments, in: folder)
    #expect(outcome.status == 0, "\(outcome.complaints)")
    return outcome.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  @Test("a run that has ended is one picture, with the curves of its trainings")
  func ended() throws {
    let experiment = try SmallExperiment(tuneSteps: 80, seeds: 1)
    #expect(try experiment.run().status == 0)
    for arguments in [[], ["small"], ["1"], ["--once"]] {
      let outcome = try Program.run(["watch"] + arguments, in: experiment.folder)
      let lines = outcome.output.split(separator: "\n").map(String.init)
      #expect(lines[0].hasPrefix("small, run 1: done after "), "\(lines)")
      #expect(lines[1] == "22/22 done")
      #expect(lines.contains { $0.hasPrefix("tuned    4/4  done ") && $0.contains("█") })
      #expect(lines.contains { $0.hasPrefix("verdict  1/1  done ") })
    }
    #expect(try experiment.run().status == 0)
    #expect(try watch(in: experiment.folder)[1] == "22/22 done, 22 of them cached")
  }

  @Test("a run of another process is followed line by line to its end, and nothing is written")
  func running() throws {
    let experiment = try ShellExperiment(
      """
      quick: {kind: shell, command: "true"}
      slow: {kind: shell, command: "> $ROOT/begun; until [ -e $ROOT/go ]; do sleep 0.1; done"}
      late: {kind: shell, inputs: [slow], command: "echo 'no,  luck' >&2; exit 3"}
      """)
    let run = try experiment.start()
    let end = Date(timeIntervalSinceNow: 30)
    while !FileManager.default.fileExists(atPath: experiment.folder.file("begun")) {
      try #require(Date() < end)
      usleep(10_000)
    }
    let picture = try watch("--once", in: experiment.folder)
    #expect(picture[0].hasPrefix("shell, run 1: running for "), "\(picture)")
    #expect(picture.contains { $0.hasPrefix("  slow  running for ") }, "\(picture)")
    #expect(picture.contains("late   0/1  waiting"), "\(picture)")
    let watching = try RunningProgram(["watch", "shell"], in: experiment.folder)
    usleep(1_500_000)
    _ = try experiment.folder.write([], to: "go")
    let outcome = watching.outcome()
    #expect(run.outcome().status == 1)
    let lines = outcome.output.split(separator: "\n").map(String.init)
    #expect(outcome.status == 0 && !outcome.output.contains("\u{1B}"), "\(lines)")
    #expect(lines.contains("slow  running"), "\(lines)")
    #expect(lines.contains { $0.hasPrefix("slow  done in ") }, "\(lines)")
    #expect(lines.contains { $0.hasPrefix("late  failed: ") }, "\(lines)")
    #expect(lines.dropLast().last?.hasPrefix("shell, run 1: failed after ") == true, "\(lines)")
  }

  @Test("changes nothing, and says what is not there")
  func reading() throws {
    let folder = try TemporaryFolder()
    let nothing = try Program.run(["watch"], in: folder)
    #expect(nothing.status == 2 && nothing.complaints.contains("nothing has been run here"))
    #expect(!FileManager.default.fileExists(atPath: folder.file("Results")))
    let experiment = try ShellExperiment("only: {kind: shell, command: \"true\"}")
    #expect(try experiment.run().status == 0)
    let files = {
      try FileManager.default.subpathsOfDirectory(atPath: experiment.folder.file("Results"))
    }
    let (before, database) = (try files(), experiment.folder.file("Results/bondlab.sqlite"))
    let bytes = try Data(contentsOf: URL(filePath: database))
    _ = try watch(in: experiment.folder)
    #expect(try Data(contentsOf: URL(filePath: database)) == bytes)
    #expect(Set(try files()) == Set(before))
    let unknown = try Program.run(["watch", "shel"], in: experiment.folder)
    #expect(unknown.status == 2 && unknown.complaints.contains("did you mean 'shell'?"))
    #expect(try Program.run(["watch", "7"], in: experiment.folder).status == 2)
  }
}
