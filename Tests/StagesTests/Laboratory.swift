import FoundationEssentials
import Pipeline
import Spec
import Stages
import Statistics
import Synchronization
import TestSupport
import YAML

/// Runs the stages of a small spec in this process, one after the other, and keeps what they leave.
final class Laboratory {
  let folder: TemporaryFolder
  private let threads: Int
  private(set) var outputs: [String: StageOutput] = [:]
  /// The lines that stages logged, by their names with their cells.
  private(set) var logs: [String: [String]] = [:]
  private var plan: Plan?
  private let spec: String

  /// Runs every stage of a spec whose `stages` are given, beside `text`, `classes` and a trained
  /// `donor` of two layers that are one.
  ///
  /// - Parameters:
  ///   - files: More files beside the spec: what they hold by their names.
  ///   - folder: Where the spec is to be; nil for a new one.
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

  /// What a stage left, by its name with its cell.
  func output(_ id: String) throws -> StageOutput {
    guard let output = outputs[id] else { throw Missing(id) }
    return output
  }

  /// The final figure of a stage.
  func figure(_ metric: String, of id: String) throws -> Double {
    guard let found = try output(id).metrics.last(where: { $0.name == metric && $0.step == nil })
    else { throw Missing("\(id).\(metric)") }
    return found.value
  }

  /// The bytes of a file that a stage left.
  func file(_ name: String, of id: String) throws -> Data {
    guard let path = try output(id).files[name] else { throw Missing("\(id)/\(name)") }
    return try Data(contentsOf: URL(filePath: path))
  }

  /// Does a stage again in a folder of its own, asked to stop after so many reports of progress.
  func again(_ id: String, in work: String, stoppingAfter limit: Int = .max) throws -> StageOutput {
    guard let stage = plan?.stages.first(where: { $0.id.description == id }) else {
      throw Missing(id)
    }
    return try run(job(stage, in: work), PatientReporter(limit: limit))
  }

  /// The classes of the rows of `classes`, in their order.
  var labels: [String] { Self.sentences.map(\.label) }

  /// How a stage that was tried has ended.
  enum Ending {
    /// Before anything ran, by messages with their places.
    case refused([SpecError])
    case failed(any Error)
    case done(StageOutput)
  }

  /// Tries stages, each alone, beside those that are there: by their names, how each ended.
  ///
  /// - Parameter swap: What a stage reads in place of what it was planned with, by names.
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

  /// Whatever stages leave in any test, their kinds have declared: name and range.
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
      text: {kind: load, dataset: {kind: text, file: text.txt}, sequence: 16, vocabulary: 300}
      classes:
        kind: load
        dataset: {kind: table, train: classes.tsv, test: classes.tsv}
        sequence: 16
        tokenizer: text
      fresh:
        kind: initialize
        data: text
        encoder: {layers: 2, hidden: 16, heads: 2, embedding: 8, positions: 16, deviation: 0.2}
        sharing: all
      donor: {kind: train, model: fresh, data: text, steps: 6, batch: 8, rate: 0.01}

    """
}

/// What a spec was expected to have.
struct Missing: Error {
  let name: String
  init(_ name: String) { self.name = name }
}

/// A metric that the kind of a stage has not declared, or whose value is outside what it declared.
struct Undeclared: Error {
  let kind: String
  let metric: Metric
  init(_ kind: String, _ metric: Metric) { (self.kind, self.metric) = (kind, metric) }
}

/// Waits for so many reports of progress, then asks to stop.
private final class PatientReporter: StageReporter {
  private let limit: Int
  private let reports = Mutex(0)
  private let told = Mutex<[String]>([])

  init(limit: Int = .max) { self.limit = limit }

  func progress(_ progress: StageProgress) { reports.withLock { $0 += 1 } }
  func log(_ line: String) { told.withLock { $0.append(line) } }
  var lines: [String] { told.withLock { $0 } }
  var shouldStop: Bool { reports.withLock { $0 >= limit } }
}
