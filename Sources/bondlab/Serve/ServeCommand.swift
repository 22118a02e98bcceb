internal import ArgumentParser
internal import Dispatch
@preconcurrency internal import Glibc
internal import Scheduling
internal import Serving
internal import Synchronization

struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Shows runs in a browser on this machine, also while they go on",
    discussion: """
      The pages list the runs, follow one with the report of what it has so far, and compare two. \
      They are there for browsers on this machine alone, and change nothing. Control-C ends it. \
      For a machine elsewhere, type `ssh -L 8080:localhost:8080 MACHINE` and open \
      http://localhost:8080/ here.
      """)

  @Option(help: "Port to serve on; 0 for any that is free")
  var port = 8080
  @OptionGroup var results: ResultsArguments

  func validate() throws {
    guard (0...65535).contains(port) else {
      throw ValidationError("--port must be a number from 0 to 65535, such as 8080")
    }
  }

  func run() throws {
    let server = WebServer(SiteContent(try ServedStore(results.folder)))
    let monitor = InterruptMonitor {
      server.stop()
      // Whoever takes in nothing isn't waited for.
      DispatchQueue.global().asyncAfter(deadline: .now() + 3) { Glibc.exit(0) }
    }
    let outcome = Mutex<(any Error)?>(nil)
    let ended = DispatchSemaphore(value: 0)
    Task {
      do {
        try await server.run(port: port) { port in
          print("http://127.0.0.1:\(port)/")
        }
      } catch {
        outcome.withLock { $0 = error }
      }
      ended.signal()
    }
    withExtendedLifetime(monitor) { ended.wait() }
    if let error = outcome.withLock({ $0 }) { throw described(error) }
  }

  private func described(_ error: any Error) -> any Error {
    guard let error = error as? PortError else { return error }
    let hint = "; --port 0 takes any that is free"
    return RequestError(
      error.isTaken
        ? "port \(error.port) is taken by another program\(hint)"
        : "port \(error.port) can't be used by this user\(hint)")
  }
}
