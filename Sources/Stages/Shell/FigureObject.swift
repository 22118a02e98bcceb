internal import Serialization

/// Figures as JSON: an object of numbers, of lists of numbers (curves), and of such objects, whose
/// names are then joined by dots. What else it holds is left.
enum FigureObject {
  /// Deeper objects are refused, so that reading one never exhausts the stack.
  private static let deepest = 32

  static func read(_ bytes: [UInt8], into figures: inout Figures) throws {
    do {
      try bytes.withUnsafeBytes { buffer in
        var scanner = JSONScanner(buffer)
        guard scanner.peek() == UInt8(ascii: "{") else {
          throw scanner.failure("must be an object, such as {\"loss\": 0.25}")
        }
        try members(&scanner, prefix: "", depth: 0, &figures)
        try scanner.expectEnd()
      }
    } catch let error as SerializationError {
      throw FigureError(line: error.line(in: bytes), problem: error.problem)
    }
  }

  private static func members(
    _ scanner: inout JSONScanner, prefix: String, depth: Int, _ figures: inout Figures
  ) throws {
    guard depth < deepest else { throw scanner.failure("has more than \(depth) levels") }
    try scanner.members(distinct: false) { scanner, name in
      let name = prefix + name
      switch scanner.peek() {
      case UInt8(ascii: "{"):
        try members(&scanner, prefix: "\(name).", depth: depth + 1, &figures)
      case UInt8(ascii: "["):
        var step = 0
        try scanner.elements { scanner in
          step += 1
          try add(&scanner, name, step: step, &figures)
        }
      default: try add(&scanner, name, step: nil, &figures)
      }
    }
  }

  private static func add(
    _ scanner: inout JSONScanner, _ name: String, step: Int?, _ figures: inout Figures
  ) throws {
    if let reason = try other(&scanner) {
      figures.leave(name, step == nil ? reason : "a list with \(reason)", step: step)
      return
    }
    let before = scanner
    let value = try scanner.number()
    do throws(FigureProblem) {
      try figures.add(name, value, step: step)
    } catch {
      throw before.failure(error.description)
    }
  }

  /// Goes past a value that is no number and says what it is; nil where a number comes.
  private static func other(_ scanner: inout JSONScanner) throws -> String? {
    let words = [
      ("null", "null"), ("true", "a truth value"), ("false", "a truth value"),
      ("NaN", "which isn't finite"), ("Infinity", "which isn't finite"),
      ("-Infinity", "which isn't finite"),
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
