internal import Serialization

/// Figures as JSON: an object of numbers, of lists of numbers (curves), and of such objects, whose
/// names are then joined by dots.
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
    guard let first = scanner.peek(), first == UInt8(ascii: "-") || (0x30...0x39).contains(first)
    else { throw scanner.failure("has no finite number for '\(name)'") }
    let before = scanner
    let value = try scanner.number()
    do throws(FigureProblem) {
      try figures.add(name, value, step: step)
    } catch {
      throw before.failure(error.description)
    }
  }
}
