/// What differs between two keys of one stage, in words.
package struct KeyDifference: Equatable, Sendable {
  /// One line a component, sorted by its name; empty for equal keys.
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
    let (old, new) = isDigest ? (old.map(shortened), new.map(shortened)) : (old, new)
    switch (old, new) {
    case (nil, let new?): return isDigest ? "\(name) is new" : "\(name) is new: \(new)"
    case (let old?, nil): return isDigest ? "\(name) is gone" : "\(name) is gone: it was \(old)"
    case (let old?, let new?): return "\(name) changed from \(old) to \(new)"
    case (nil, nil): return nil
    }
  }

  /// As many digits as tell contents apart.
  private static func shortened(_ digest: String) -> String { String(digest.prefix(12)) }
}
