import FoundationEssentials
import Pipeline
import Spec
import Stages
import Statistics
import Synchronization
import TestSupport
import YAML

/// Runs the stages of a small spec in this process, one after the other, and keeps their outputs.
final class Laboratory {
  let folder: TemporaryFolder
  private let threads: Int
  private(set) var outputs: [String: StageOutput] = [:]
  /// The lines that each stage logged, by its name with its cell.
  private(set) var logs: [String: [String]] = [:]
  private(set) var plan: Plan?
  private let spec: String

  /// Runs every stage of a spec with the given `stages`.
  ///
  /// The spec also has `text`, `classes` and a trained `donor` of two layers with shared
  /// parameters.
  ///
  /// - Parameters:
  ///   - files: Texts of more files in the folder of the spec, by name.
  ///   - folder: Folder of the spec; nil for a new one.
  init(
    _ stages: String = "", sweep: String = "{seed: [1]}", threads: Int = 1,
    files: [String: String] = [:], in folder: TemporaryFolder? = nil
  ) throws {
    self.threads = threads
    let folder = try folder ?? TemporaryFolder()
    self.folder = folder
    _ = try folder.write(Self.sentences.map { "\($0.text)\n" }.joined().utf8, to: "text.txt")
    let rows = Self.sentences.map { "\($0.text)\t\($0.label)\n" }.joined()
    _ = try folder.write("text\tlabel\n\(rows)".utf8, to: "classes.tsv")
    _ = try folder.write("text\nthe old dog\n".utf8, to: "hidden.tsv")
    _ = try folder.write("\u{4F60}\u{597D}\nthe \u{4F60} stone\n".utf8, to: "foreign.txt")
    for (name, text) in files { _ = try folder.write(text.utf8, to: name) }
    spec = "experiment: laboratory\nsweep: \(sweep)\nstages:\n\(Self.beginning)\(stages)\n"
    let plan = try StagesTests.plan(spec.utf8, file: folder.file("spec.yaml"))
    self.plan = plan
    for stage in plan.stages { outputs[stage.id.description] = try run(job(stage)) }
  }

  /// Finds the output of a stage, by its name with its cell.
  func output(_ id: String) throws -> StageOutput {
    guard let output = outputs[id] else { throw Missing(id) }
    return output
  }

  /// Finds the final value of a metric of a stage.
  func metric(_ name: String, of id: String) throws -> Double {
    guard let found = try output(id).metrics.last(where: { $0.name == name && $0.step == nil })
    else { throw Missing("\(id).\(name)") }
    return found.value
  }

  /// Reads a file that a stage left.
  func file(_ name: String, of id: String) throws -> Data {
    guard let path = try output(id).files[name] else { throw Missing("\(id)/\(name)") }
    return try Data(contentsOf: URL(filePath: path))
  }

  /// Repeats a stage in a folder of its own, with a stop after some number of progress reports.
  func again(_ id: String, in work: String, stoppingAfter limit: Int = .max) throws -> StageOutput {
    guard let stage = plan?.stages.first(where: { $0.id.description == id }) else {
      throw Missing(id)
    }
    return try run(job(stage, in: work), PatientReporter(limit: limit))
  }

  /// The classes of the rows of `classes`, in their order.
  var labels: [String] { Self.sentences.map(\.label) }

  /// The end of a stage that was tried.
  enum Ending {
    /// The plan refused the stage, with these messages and their locations.
    case refused([SpecError])
    case failed(any Error)
    case done(StageOutput)
  }

  /// Tries stages, each alone, beside the stages of the spec.
  ///
  /// - Parameter swap: Returns the name of the stage that is read instead of the planned one.
  /// - Returns: The end of each stage by its name.
  func ends(
    of stages: [(name: String, text: String)], swapping swap: (String) -> String = { $0 }
  ) throws -> [String: Ending] {
    var (left, ends) = (stages, [String: Ending]())
    while true {
      let text = spec + left.map { "  \($0.name): \($0.text)\n" }.joined()
      do {
        let plan = try StagesTests.plan(text.utf8, file: folder.file("spec.yaml"))
        for stage in plan.stages where left.contains(where: { $0.name == stage.name }) {
          ends[stage.name] = end(of: stage, swap)
        }
        return ends
      } catch {
        let before = spec.split(separator: "\n", omittingEmptySubsequences: false).count - 1
        let lines = Dictionary(grouping: error.errors) { $0.mark.line - before - 1 }
        guard lines.keys.allSatisfy(left.indices.contains), !lines.isEmpty else { throw error }
        for (index, errors) in lines { ends[left[index].name] = .refused(errors) }
        left = left.enumerated().filter { lines[$0.offset] == nil }.map(\.element)
      }
    }
  }

  private func end(of stage: PlannedStage, _ swap: (String) -> String) -> Ending {
    do {
      return .done(try run(job(stage, swapping: swap)))
    } catch {
      return .failed(error)
    }
  }

  private func run(
    _ job: StageJob, _ reporter: PatientReporter = PatientReporter()
  ) throws -> StageOutput {
    try FileManager.default.createDirectory(
      atPath: job.workFolder, withIntermediateDirectories: true)
    let output = try StageCatalog.run(job, reporter: reporter)
    logs[job.id] = reporter.lines
    try check(output.metrics, of: job)
    return output
  }

  /// Checks that the kind of a stage has declared the names and ranges of all its metrics.
  private func check(_ metrics: [Metric], of job: StageJob) throws {
    let stage = plan?.stages.first { $0.id.description == job.id }
    guard let declared = stage?.declaration.metrics else { return }
    for metric in metrics {
      let fitting = declared.filter { $0.fits(metric.name) && $0.range.contains(metric.value) }
      if fitting.isEmpty { throw Undeclared(job.kind, metric) }
    }
  }

  private func job(
    _ stage: PlannedStage, in work: String? = nil, swapping swap: (String) -> String = { $0 }
  ) throws -> StageJob {
    let inputs = try stage.inputs.map { input in
      let output = try output(swap(input.stage.description))
      return StageJob.Input(
        role: input.role,
        coordinates: Dictionary(
          uniqueKeysWithValues: input.coordinates.map { ($0.axis, $0.label) }),
        files: output.files, metrics: output.metrics)
    }
    return StageJob(
      id: stage.id.description, kind: stage.declaration.kind, options: stage.options,
      inputs: inputs, workFolder: folder.file(work ?? stage.id.description), logFile: "",
      threads: threads, key: Fingerprint(ofFields: []))
  }

  private static let sentences: [(text: String, label: String)] = {
    let beginnings = [("the old dog", "animal"), ("my green boat", "thing"), ("a tree", "plant")]
    return beginnings.flatMap { beginning, label in
      ["sees", "follows", "likes", "finds"].flatMap { verb in
        ["a river", "the stone", "some bread", "a red house"].map {
          ("\(beginning) \(verb) \($0)", label)
        }
      }
    }
  }()

  private static let beginning = """
      text: {kind: load, dataset: {kind: text, file: text.txt}, max_length: 16, vocabulary: 300}
      classes:
        kind: load
        dataset: {kind: table, train: classes.tsv, test: classes.tsv}
        max_length: 16
        tokenizer: text
      fresh:
        kind: initialize
        data: text
        encoder: {layers: 2, hidden: 16, heads: 2, embedding: 8, max_positions: 16,
                  initializer_range: 0.2}
        sharing: all
      donor: {kind: train, model: fresh, data: text, steps: 6, batch_size: 8, learning_rate: 0.01}

    """
}

/// An error that something expected of a spec is missing.
struct Missing: Error {
  let name: String
  init(_ name: String) { self.name = name }
}

/// An error that the kind of a stage has not declared a metric, or not the range of its value.
struct Undeclared: Error {
  let kind: String
  let metric: Metric
  init(_ kind: String, _ metric: Metric) { (self.kind, self.metric) = (kind, metric) }
}

/// Asks to stop after some number of progress reports.
private final class PatientReporter: StageReporter {
  private let limit: Int
  private let reports = Mutex(0)
  private let logged = Mutex<[String]>([])

  init(limit: Int = .max) { self.limit = limit }

  func progress(_ progress: StageProgress) { reports.withLock { $0 += 1 } }
  func log(_ line: String) { logged.withLock { $0.append(line) } }
  var lines: [String] { logged.withLock { $0 } }
  var shouldStop: Bool { reports.withLock { $0 >= limit } }
}
