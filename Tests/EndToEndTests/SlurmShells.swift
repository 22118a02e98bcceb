import Foundation
import TestSupport

/// An experiment of commands that Slurm runs, each of which notes that it was executed.
struct SlurmShells {
  /// A command that waits until the test calls ``go()``.
  static let untilReleased = "until test -e GO; do sleep 0.1; done"

  let folder: TemporaryFolder
  private let done: String
  private let hasSweep: Bool

  /// Writes the experiment.
  ///
  /// - Parameters:
  ///   - stages: Bodies of stages by their names; `COUNT` in a command notes that it runs.
  ///   - head: Lines of the spec before the stages, such as a sweep over `n`.
  init(_ stages: [String: String], head: String = "", tables: String = "") throws {
    folder = try TemporaryFolder()
    done = folder.file("executed.txt")
    hasSweep = !head.isEmpty
    var lines = ["experiment: shells", head, "stages:"].filter { !$0.isEmpty }
    for (name, body) in stages.sorted(by: { $0.key < $1.key }) {
      let text = body.replacing("COUNT", with: count(name))
        .replacing("GO", with: folder.file("go"))
      lines.append("  \(name): {kind: shell, \(text)}")
    }
    let text = (lines + [tables]).joined(separator: "\n") + "\n"
    _ = try folder.write(text.utf8, to: "shells.yaml")
  }

  /// Makes a command that appends a line in one write, which no other one can split.
  private func count(_ name: String) -> String {
    "echo \(name)\(hasSweep ? " ${n}" : "") >> \(done)"
  }

  /// Releases the commands that wait for it.
  func go() throws { _ = try folder.write([], to: "go") }

  /// How often each command was executed, by its name.
  var executed: [String: Int] {
    let text = (try? String(contentsOfFile: done, encoding: .utf8)) ?? ""
    return Dictionary(text.split(separator: "\n").map { (String($0), 1) }, uniquingKeysWith: +)
  }

  func table(results: String = "Results") throws -> String {
    try String(contentsOfFile: folder.file("\(results)/shells/main.csv"), encoding: .utf8)
  }

  /// Reads the logs of a stage, in all cells and runs.
  func log(of stage: String) -> String {
    let root = folder.file("Results/logs")
    let files = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
    return files.filter { $0.contains("/\(stage)") && $0.hasSuffix(".log") }
      .compactMap { try? String(contentsOfFile: "\(root)/\($0)", encoding: .utf8) }.joined()
  }
}
