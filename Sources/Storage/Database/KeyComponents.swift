internal import FoundationEssentials
internal import Pipeline

/// The components of a key as the database stores them: a JSON list of pairs of name and value, in
/// the order of the key.
struct KeyComponents {
  let components: [KeyComponent]

  init(_ components: [KeyComponent]) { self.components = components }

  init(json: String) throws {
    let pairs = try JSONDecoder().decode([[String]].self, from: Data(json.utf8))
    components = pairs.compactMap { $0.count == 2 ? KeyComponent($0[0], $0[1]) : nil }
  }

  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    let pairs = components.map { [$0.name, $0.value] }
    return String(decoding: try encoder.encode(pairs), as: UTF8.self)
  }
}
