internal import Options
internal import YAML

/// Reads what a table says of its rows and its look, beside its axes and metrics.
struct TableLookReader {
  private let table: Node

  init(_ table: Node) { self.table = table }

  private func member(_ key: String) -> Node? {
    table[key].flatMap { $0.isNull ? nil : $0 }
  }

  func filter(_ problems: inout Problems) -> [AxisFilterSpec] {
    guard let section = member("where") else { return [] }
    guard let pairs = section.mapping else {
      problems.add(
        at: section.mark, "where must be a mapping of axes, not \(section.found)",
        hint: "write 'where: {AXIS: [VALUE, VALUE]}'")
      return []
    }
    return pairs.map { pair in
      AxisFilterSpec(
        axis: LocatedText(text: pair.name, mark: pair.key.mark),
        labels: pair.value.names(for: "where", &problems))
    }
  }

  func order(_ problems: inout Problems) -> RowOrderSpec? {
    guard let node = member("sort") else { return nil }
    guard let pairs = node.mapping else {
      return node.name(for: "sort", &problems).map { RowOrderSpec(column: $0, isAscending: nil) }
    }
    let keys = ["by", "order"]
    for pair in pairs where !keys.contains(pair.name) {
      problems.add(
        at: pair.key.mark, "unknown key '\(pair.name)' of sort",
        hint: Suggestion.hint(for: pair.name, among: keys, noun: "key of sort"))
    }
    guard let column = node["by"] else {
      problems.add(
        at: node.mark, "sort needs 'by'", hint: "write 'sort: {by: COLUMN, order: ascending}'")
      return nil
    }
    let words = ["ascending": true, "descending": false]
    let order = node["order"].flatMap { word(of: $0, "order", words, &problems) }
    return column.name(for: "by", &problems).map { RowOrderSpec(column: $0, isAscending: order) }
  }

  func spread(_ problems: inout Problems) -> Spread {
    let words = Dictionary(
      uniqueKeysWithValues: Spread.allCases.map { ($0.rawValue, $0) })
    return member("spread").flatMap { word(of: $0, "spread", words, &problems) } ?? .std
  }

  private func word<Meaning>(
    of node: Node, _ key: String, _ words: [String: Meaning], _ problems: inout Problems
  ) -> Meaning? {
    let text = node.scalar?.text ?? ""
    if let meaning = words[text] { return meaning }
    let known = words.keys.sorted()
    problems.add(
      at: node.mark, "\(key) must be one of \(known.joined(separator: ", ")), not \(node.found)",
      hint: Suggestion.hint(for: text, among: known, noun: key))
    return nil
  }

  func marksBest(_ problems: inout Problems) -> Bool {
    member("best")?.truth(for: "best", &problems) ?? false
  }

  func caption(_ problems: inout Problems) -> String? {
    member("caption")?.line(for: "caption", &problems)
  }

  /// Reads `footnote`, of the whole table, and `footnotes`, each of a row or a column.
  func footnotes(_ problems: inout Problems) -> [FootnoteSpec] {
    let whole = member("footnote")?.line(for: "footnote", &problems).map {
      FootnoteSpec(target: nil, text: $0)
    }
    let all = whole.map { [$0] } ?? []
    guard let section = member("footnotes") else { return all }
    guard let pairs = section.mapping else {
      problems.add(
        at: section.mark, "footnotes must be a mapping, not \(section.found)",
        hint: "write 'footnotes: {ROW or COLUMN: TEXT}', or 'footnote: TEXT' for the whole table")
      return all
    }
    return all
      + pairs.compactMap { pair in
        pair.value.line(for: "footnotes", &problems).map {
          FootnoteSpec(target: LocatedText(text: pair.name, mark: pair.key.mark), text: $0)
        }
      }
  }
}
