// Messages show what is in people's files, whose fields may be whole documents.

extension StringProtocol {
  /// The text as messages show it, on one line and cut after 60 characters.
  package var excerpt: String {
    let shown = 60
    let start = prefix(shown).map { $0.isNewline ? " " : String($0) }.joined()
    return dropFirst(shown).isEmpty ? start : "\(start)…"
  }
}

extension Sequence<String> {
  /// The first eight texts, separated by commas, and how many more there are.
  package var listed: String {
    let shown = 8
    let all = Array(self)
    let start = all.prefix(shown).map(\.excerpt).joined(separator: ", ")
    return all.count > shown ? "\(start) and \(all.count - shown) more" : start
  }
}
