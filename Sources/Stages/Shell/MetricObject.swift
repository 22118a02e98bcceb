internal import Serialization

/// Reads metrics from JSON: an object of numbers, of lists of numbers (curves) and of such objects.
///
/// Names of inner objects are joined by dots. Other values are left out.
enum MetricObject {
  /// Deeper objects are refused, so that reading one never exhausts the stack.
  private static let deepest = 32

  /// Reads a whole file.
  ///
  /// - Throws: ``MetricFileError`` with the line where the file is wrong.
  static func read(_ bytes: [UInt8], into metrics: inout CollectedMetrics) throws {
    do {
      try bytes.withUnsafeBytes { buffer in
        var scanner = JSONScanner(buffer)
        guard scanner.peek() == UInt8(ascii: "{") else {
          throw scanner.failure("must be an object, such as {\"loss\": 0.25}")
        }
        try members(&scanner, prefix: "", depth: 0, &metrics)
        try scanner.expectEnd()
      }
    } catch let error as SerializationError {
      throw MetricFileError(line: error.line(in: bytes), problem: error.problem)
    }
  }

  private static func members(
    _ scanner: inout JSONScanner, prefix: String, depth: Int, _ metrics: inout CollectedMetrics
  ) throws {
    guard depth < deepest else { throw scanner.failure("has more than \(depth) levels") }
    try scanner.members(distinct: false) { scanner, name in
      let name = prefix + name
      switch scanner.peek() {
      case UInt8(ascii: "{"):
        try members(&scanner, prefix: "\(name).", depth: depth + 1, &metrics)
      case UInt8(ascii: "["):
        var step = 0
        try scanner.elements { scanner in
          step += 1
          try add(&scanner, name, step: step, &metrics)
        }
      default: try add(&scanner, name, step: nil, &metrics)
      }
    }
  }

  private static func add(
    _ scanner: inout JSONScanner, _ name: String, step: Int?, _ metrics: inout CollectedMetrics
  ) throws {
    if let reason = try other(&scanner) {
      metrics.leave(name, step == nil ? reason : "a list with \(reason)", step: step)
      return
    }
    let before = scanner
    let value = try scanner.number()
    do throws(MetricProblem) {
      try metrics.add(name, value, step: step)
    } catch {
      throw before.failure(error.description)
    }
  }

  /// Skips a value that is no number and returns words for what it is; nil where a number comes.
  private static func other(_ scanner: inout JSONScanner) throws -> String? {
    let words = [
      ("null", "null"), ("true", "a truth value"), ("false", "a truth value"),
      ("NaN", "a number that isn't finite"), ("Infinity", "a number that isn't finite"),
      ("-Infinity", "a number that isn't finite"),
    ]
    if let word = words.first(where: { scanner.take(word: $0.0) }) { return word.1 }
    switch scanner.peek() {
    case UInt8(ascii: "\""):
      _ = try scanner.string()
      return "a text"
    case UInt8(ascii: "{"):
      try scanner.skipValue()
      return "an object"
    case UInt8(ascii: "["):
      try scanner.skipValue()
      return "a list"
    default: return nil
    }
  }
}
