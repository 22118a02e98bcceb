/// Named things in a readable order: stage kinds, formats, executors.
public struct Catalog<Entry: Sendable>: Sendable {
  /// What an entry is called in messages, such as `stage kind`.
  public let noun: String
  public let names: [String]
  private let entries: [String: Entry]

  /// - Precondition: No name appears twice.
  public init(_ noun: String, _ entries: [(name: String, entry: Entry)]) {
    self.noun = noun
    names = entries.map(\.name)
    self.entries = Dictionary(uniqueKeysWithValues: entries.map { ($0.name, $0.entry) })
  }

  /// The entries in the order of the catalog.
  public var all: [Entry] { names.compactMap { entries[$0] } }

  /// The entry called `name`, if there is one.
  public subscript(name: String) -> Entry? { entries[name] }
}
