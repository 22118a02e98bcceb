internal import FoundationEssentials
internal import Options
internal import Pipeline

/// Reads the figures that a command has written.
enum FigureFile {
  /// Larger files hold no figures that people look at.
  private static let limit = 64 << 20

  /// The figures, and a line about what else the file holds; nil where it holds nothing else.
  ///
  /// - Throws: Where the file isn't there, or is not what it should be, with the line.
  static func read(
    in folder: String, _ name: String
  ) throws -> (metrics: [Metric], note: String?) {
    guard let data = try? Data(contentsOf: URL(filePath: "\(folder)/\(name)")) else {
      throw StageError("the command ended well, but left no `\(name)`, the file of its figures")
    }
    guard data.count <= limit else {
      throw StageError("\(name): \(data.count) bytes are too many; the most are \(limit)")
    }
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let bytes = [UInt8](data.starts(with: mark) ? data.dropFirst(mark.count) : data)
    var figures = Figures()
    do {
      if name.hasSuffix(".csv") {
        try FigureTable(bytes).read(into: &figures)
      } else {
        try FigureObject.read(bytes, into: &figures)
      }
    } catch let error as FigureError {
      throw StageError("\(name):\(error.line): \(error.problem)")
    }
    let note = figures.left.isEmpty ? nil : "\(name): left out \(figures.left.listed)"
    return (figures.metrics, note)
  }
}

/// What is wrong with a file of figures, and where.
struct FigureError: Error {
  /// From 1.
  let line: Int
  let problem: String
}

/// Figures as they are read; each name stands once, or once for each step.
struct Figures {
  private struct Place: Hashable {
    let name: String
    let step: Int?
  }

  private var seen: Set<Place> = []
  private var read: [Metric] = []
  fileprivate var leftNames: Set<String> = []
  /// What stands in the place of figures and is none, each name once: `'model', a text`.
  fileprivate(set) var left: [String] = []

  /// The last step at which a curve has no figure, by its name.
  fileprivate var lastLeft: [String: Int] = [:]

  /// All figures; where a curve has no final figure, its last one is that, unless it is undefined.
  var metrics: [Metric] {
    var last: [String: Metric] = [:]
    for metric in read {
      guard let step = metric.step, step >= last[metric.name]?.step ?? .min else { continue }
      last[metric.name] = metric
    }
    let finals = last.values.filter { metric in
      !seen.contains(Place(name: metric.name, step: nil))
        && lastLeft[metric.name] ?? .min <= metric.step ?? .max
    }.sorted { $0.name < $1.name }
    return read + finals.map { Metric($0.name, $0.value) }
  }

  /// - Throws: What is wrong with the figure, without a place.
  mutating func add(_ name: String, _ value: Double, step: Int? = nil) throws(FigureProblem) {
    guard !name.isEmpty, !name.unicodeScalars.contains(where: { $0.value < 0x20 }) else {
      throw FigureProblem("has a figure without a name that can be shown")
    }
    guard value.isFinite else {
      leave(name, "which isn't finite", step: step)
      return
    }
    guard seen.insert(Place(name: name, step: step)).inserted else {
      throw FigureProblem(
        "has '\(name.excerpt)' twice" + (step.map { " for step \($0)" } ?? ""))
    }
    read.append(Metric(name, value, step: step))
  }
}

extension Figures {
  /// Notes that what has a name is no figure.
  ///
  /// - Parameter step: Of a curve, where it isn't one.
  mutating func leave(_ name: String, _ reason: String, step: Int?) {
    if let step { lastLeft[name] = max(step, lastLeft[name] ?? step) }
    if leftNames.insert(name).inserted { left.append("'\(name.excerpt)', \(reason)") }
  }
}

/// What is wrong with a figure.
struct FigureProblem: Error {
  let description: String
  init(_ description: String) { self.description = description }
}
