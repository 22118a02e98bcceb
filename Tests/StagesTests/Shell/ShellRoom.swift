import FoundationEssentials
import Pipeline
import Spec
import Stages
import Synchronization
import TestSupport

/// Runs `shell` stages in this process, one after the other, and keeps their outputs.
final class ShellRoom {
  let folder: TemporaryFolder
  private(set) var outputs: [String: StageOutput] = [:]

  /// Runs every stage of a spec.
  ///
  /// - Parameter files: Texts of files in the folder of the spec, by name.
  init(
    _ stages: String, sweep: String = "{seed: [1]}", files: [String: String] = [:],
    reporter: any StageReporter = SilentReporter()
  ) throws {
    folder = try TemporaryFolder()
    for (name, text) in files { _ = try folder.write(text.utf8, to: name) }
    let spec = "experiment: shell\nsweep: \(sweep)\nstages:\n\(stages)\n"
    for stage in try plan(spec.utf8, file: folder.file("spec.yaml")).stages {
      outputs[stage.id.description] = try StageCatalog.run(try job(stage), reporter: reporter)
    }
  }

  /// Reads the text of a file that a stage left.
  func text(_ name: String, of id: String) throws -> String {
    guard let path = outputs[id]?.files[name] else { throw Missing("\(id)/\(name)") }
    return try String(contentsOfFile: path, encoding: .utf8)
  }

  private func job(_ stage: PlannedStage) throws -> StageJob {
    let work = folder.file("work/\(stage.id)")
    try FileManager.default.createDirectory(atPath: work, withIntermediateDirectories: true)
    return StageJob(
      id: stage.id.description, kind: stage.declaration.kind, options: stage.options,
      inputs: try stage.inputs.map { input in
        guard let output = outputs[input.stage.description] else { throw Missing("\(input)") }
        return StageJob.Input(
          role: input.role,
          coordinates: Dictionary(
            uniqueKeysWithValues: input.coordinates.map { ($0.axis, $0.label) }),
          files: output.files, metrics: output.metrics)
      }, workFolder: work, logFile: "", threads: 3, key: Fingerprint(ofFields: []))
  }
}

/// Ignores all reports and never asks to stop.
struct SilentReporter: StageReporter {
  var shouldStop: Bool { false }
  func progress(_ progress: StageProgress) {}
  func log(_ line: String) {}
}

/// Keeps the lines that are logged.
final class NotingReporter: StageReporter {
  private let lines = Mutex<[String]>([])
  var shouldStop: Bool { false }
  var log: [String] { lines.withLock { $0 } }
  func progress(_ progress: StageProgress) {}
  func log(_ line: String) { lines.withLock { $0.append(line) } }
}

/// Asks to stop from the start.
struct StoppingReporter: StageReporter {
  var shouldStop: Bool { true }
  func progress(_ progress: StageProgress) {}
  func log(_ line: String) {}
}
