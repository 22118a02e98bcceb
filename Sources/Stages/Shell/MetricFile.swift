internal import FoundationEssentials
internal import Options
internal import Pipeline

/// Reads the file of metrics that a command has written.
enum MetricFile {
  /// Largest size in bytes; larger files hold no metrics that people look at.
  private static let limit = 64 << 20

  /// Reads the metrics of a file.
  ///
  /// - Returns: The metrics, and a line about what else the file holds; nil where it holds nothing
  ///   else.
  /// - Throws: ``StageError`` where the file is missing, or with the line where it is wrong.
  static func read(
    in folder: String, _ name: String
  ) throws -> (metrics: [Metric], note: String?) {
    guard let data = try? Data(contentsOf: URL(filePath: "\(folder)/\(name)")) else {
      throw StageError("the command succeeded, but left no `\(name)`, the file of its metrics")
    }
    guard data.count <= limit else {
      throw StageError("\(name): \(data.count) bytes are too many; the most are \(limit)")
    }
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let bytes = [UInt8](data.starts(with: mark) ? data.dropFirst(mark.count) : data)
    var metrics = CollectedMetrics()
    do {
      if name.hasSuffix(".csv") {
        try MetricTable(bytes).read(into: &metrics)
      } else {
        try MetricObject.read(bytes, into: &metrics)
      }
    } catch let error as MetricFileError {
      throw StageError("\(name):\(error.line): \(error.problem)")
    }
    let note = metrics.left.isEmpty ? nil : "\(name): left out \(metrics.left.listed)"
    return (metrics.all, note)
  }
}

/// An error in a file of metrics, with its line.
struct MetricFileError: Error {
  /// Line number, from 1.
  let line: Int
  let problem: String
}

/// Collects metrics as they are read; each name occurs once, or once for each step.
struct CollectedMetrics {
  private struct Point: Hashable {
    let name: String
    let step: Int?
  }

  private var seen: Set<Point> = []
  private var read: [Metric] = []
  fileprivate var leftNames: Set<String> = []
  /// Values that are no metrics, each name once, such as `'model', a text`.
  fileprivate(set) var left: [String] = []

  /// The last step at which a curve has no number, by name.
  fileprivate var lastLeft: [String: Int] = [:]

  /// All metrics.
  ///
  /// A curve without a final value gets its last value as that, unless it is undefined there.
  var all: [Metric] {
    var last: [String: Metric] = [:]
    for metric in read {
      guard let step = metric.step, step >= last[metric.name]?.step ?? .min else { continue }
      last[metric.name] = metric
    }
    let finals = last.values.filter { metric in
      !seen.contains(Point(name: metric.name, step: nil))
        && lastLeft[metric.name] ?? .min <= metric.step ?? .max
    }.sorted { $0.name < $1.name }
    return read + finals.map { Metric($0.name, $0.value) }
  }

  /// Adds a value.
  ///
  /// - Throws: ``MetricProblem`` without a line, where the name is unfit or occurs twice.
  mutating func add(_ name: String, _ value: Double, step: Int? = nil) throws(MetricProblem) {
    guard !name.isEmpty, !name.unicodeScalars.contains(where: { $0.value < 0x20 }) else {
      throw MetricProblem("has a metric without a printable name")
    }
    guard value.isFinite else {
      leave(name, "a number that isn't finite", step: step)
      return
    }
    guard seen.insert(Point(name: name, step: step)).inserted else {
      throw MetricProblem(
        "has '\(name.excerpt)' twice" + (step.map { " for step \($0)" } ?? ""))
    }
    read.append(Metric(name, value, step: step))
  }
}

extension CollectedMetrics {
  /// Notes that the value of a name is no metric.
  ///
  /// - Parameter step: The step of a curve that has the value; nil outside curves.
  mutating func leave(_ name: String, _ reason: String, step: Int?) {
    if let step { lastLeft[name] = max(step, lastLeft[name] ?? step) }
    if leftNames.insert(name).inserted { left.append("'\(name.excerpt)', \(reason)") }
  }
}

/// An error in a metric, without its location.
struct MetricProblem: Error {
  let description: String
  init(_ description: String) { self.description = description }
}
