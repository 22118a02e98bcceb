/// The differences between two keys of one stage, in words.
package struct KeyDifference: Equatable, Sendable {
  /// One line for each component that differs, sorted by name; empty for equal keys.
  package let lines: [String]

  package init(from old: [KeyComponent], to new: [KeyComponent]) {
    let before = Dictionary(old.map { ($0.name, $0.value) }, uniquingKeysWith: { a, _ in a })
    let after = Dictionary(new.map { ($0.name, $0.value) }, uniquingKeysWith: { a, _ in a })
    lines = Set(before.keys).union(after.keys).sorted().compactMap { name in
      KeyDifference.line(name, before[name], after[name])
    }
  }

  private static func line(_ name: String, _ old: String?, _ new: String?) -> String? {
    guard old != new else { return nil }
    let isDigest = name.hasPrefix("input.") || name.hasPrefix("file.")
    let (old, new) = isDigest ? (old.map(shortened), new.map(shortened)) : excerpts(old, new)
    switch (old, new) {
    case (nil, let new?): return isDigest ? "\(name) is new" : "\(name) is new: \(new)"
    case (let old?, nil): return isDigest ? "\(name) is gone" : "\(name) is gone: it was \(old)"
    case (let old?, let new?): return "\(name) changed from \(old) to \(new)"
    case (nil, nil): return nil
    }
  }

  /// The number of characters that are shown of a long value, and how many of them come before the
  /// first that differs.
  private static let (longest, context) = (60, 20)

  /// Cuts long values, such as commands, to the parts where they begin to differ.
  private static func excerpts(_ old: String?, _ new: String?) -> (String?, String?) {
    let same = zip(old ?? "", new ?? "").prefix { $0 == $1 }.count
    let isLong = max(old?.count ?? 0, new?.count ?? 0) > longest
    let start = isLong ? max(0, same - context) : 0
    func excerpt(_ text: String) -> String {
      let rest = text.dropFirst(start)
      return (start > 0 ? "…" : "") + rest.prefix(longest) + (rest.count > longest ? "…" : "")
    }
    return (old.map(excerpt), new.map(excerpt))
  }

  /// Cuts a digest to its first 12 digits, which are enough to distinguish contents.
  private static func shortened(_ digest: String) -> String { String(digest.prefix(12)) }
}
