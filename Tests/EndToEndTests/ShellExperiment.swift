import Foundation
import TestSupport
import Testing

/// An experiment of commands, in a folder of its own; `$ROOT` is that folder.
struct ShellExperiment {
  let folder: TemporaryFolder

  /// Writes an experiment.
  ///
  /// - Parameter stages: The text under `stages:`.
  init(_ stages: String) throws {
    folder = try TemporaryFolder()
    let lines = stages.replacing("$ROOT", with: folder.path).split(separator: "\n")
    let spec = "experiment: shell\nstages:\n" + lines.map { "  \($0)\n" }.joined()
    _ = try folder.write(spec.utf8, to: "shell.yaml")
  }

  func run(_ arguments: String...) throws -> Program.Outcome {
    try Program.run(["run", "shell.yaml"] + arguments, in: folder)
  }

  func start(_ arguments: String...) throws -> RunningProgram {
    try RunningProgram(["run", "shell.yaml"] + arguments, in: folder)
  }

  func text(_ name: String) -> String {
    (try? String(contentsOfFile: folder.file(name), encoding: .utf8)) ?? ""
  }

  /// Waits until a file has some number of lines, and returns them.
  func lines(_ name: String, atLeast count: Int) throws -> [String] {
    let end = Date(timeIntervalSinceNow: 30)
    while true {
      let lines = text(name).split(separator: "\n").map(String.init)
      if lines.count >= count { return lines }
      try #require(Date() < end, "\(name) has \(lines.count) lines")
      usleep(5000)
    }
  }
}

/// Whether a process is running; a zombie is not.
func isAlive(_ process: String) -> Bool {
  let path = "/proc/\(process)/stat"
  let state = (try? String(contentsOfFile: path, encoding: .utf8))?.split(separator: ")").last
  return state.map { !$0.hasPrefix(" Z") } ?? false
}

/// Expects that a process ends by itself.
func expectEnd(of process: String) {
  let end = Date(timeIntervalSinceNow: 20)
  while isAlive(process) && Date() < end { usleep(5000) }
  #expect(!isAlive(process), "process \(process)")
}
