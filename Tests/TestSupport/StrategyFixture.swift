internal import FoundationEssentials

/// One file of `Tests/Fixtures/strategies`: arrays that were computed in double precision from the
/// papers' formulas, with figures in `expected.json`.
package struct StrategyFixture {
  /// A part of `expected.json`.
  private enum Node: Decodable {
    case number(Double)
    case list([Node])
    case members([String: Node])
    case other

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(Double.self) {
        self = .number(number)
      } else if let list = try? container.decode([Node].self) {
        self = .list(list)
      } else if let members = try? container.decode([String: Node].self) {
        self = .members(members)
      } else {
        self = .other
      }
    }
  }

  /// There is no such figure, or it is no number or list of numbers.
  private struct Missing: Error { let path: [String] }

  private let reader: SafetensorsReader

  /// Reads a file.
  ///
  /// - Parameter file: Its name without the ending.
  package init(_ file: String) throws {
    reader = try SafetensorsReader(path: fixturePath("strategies/\(file).safetensors"))
  }

  /// Returns the numbers of an array, row-major.
  package func values(_ name: String) throws -> [Float] { try reader.floats(name) }

  package func shape(_ name: String) throws -> [Int] { try reader.shape(name) }

  /// Returns a list of figures by the names of the members that lead to it, inner lists one after
  /// the other.
  package static func numbers(_ path: String...) throws -> [Double] {
    guard case .list(let list) = try node(path) else { throw Missing(path: path) }
    return try list.flatMap { try numbers(in: $0, path) }
  }

  private static func numbers(in node: Node, _ path: [String]) throws -> [Double] {
    switch node {
    case .number(let number): [number]
    case .list(let list): try list.flatMap { try numbers(in: $0, path) }
    case .members, .other: throw Missing(path: path)
    }
  }

  /// Returns a figure by the names of the members that lead to it.
  package static func number(_ path: String...) throws -> Double {
    guard case .number(let number) = try node(path) else { throw Missing(path: path) }
    return number
  }

  private static func node(_ path: [String]) throws -> Node {
    let json = try Data(contentsOf: URL(filePath: fixturePath("strategies/expected.json")))
    return try path.reduce(JSONDecoder().decode(Node.self, from: json)) { node, name in
      guard case .members(let members) = node, let next = members[name] else {
        throw Missing(path: path)
      }
      return next
    }
  }
}
