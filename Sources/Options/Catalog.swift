/// Named things in the order in which help lists them, such as stage kinds, formats or executors.
public struct Catalog<Entry: Sendable>: Sendable {
  /// Word for an entry in messages, such as `stage kind`.
  public let noun: String
  public let names: [String]
  private let entries: [String: Entry]

  /// Makes a catalog of named entries, which keep their order.
  ///
  /// - Precondition: No name appears twice.
  public init(_ noun: String, _ entries: [(name: String, entry: Entry)]) {
    self.noun = noun
    names = entries.map(\.name)
    self.entries = Dictionary(uniqueKeysWithValues: entries.map { ($0.name, $0.entry) })
  }

  /// The entries in the order of the catalog.
  public var all: [Entry] { names.compactMap { entries[$0] } }

  /// Looks up the entry called `name`; nil where there is none.
  public subscript(name: String) -> Entry? { entries[name] }
}
