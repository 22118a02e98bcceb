internal import Options
internal import YAML

/// Reads the section `tables`.
struct TablesReader {
  static let keys = [
    "rows", "columns", "over", "references", "where", "pivot", "sort", "spread", "best", "caption",
    "footnote", "footnotes", "reference",
  ]

  private let section: Node?
  private let published: PublishedReader

  /// - Parameter folder: The folder that paths of published numbers are relative to.
  init(_ sections: SpecSections, folder: String) {
    section = sections["tables"]
    published = PublishedReader(folder: folder)
  }

  func tables(_ problems: inout Problems) -> [TableSpec] {
    guard let section else { return [] }
    guard let pairs = section.mapping else {
      problems.add(
        at: section.mark, "tables must be a mapping of tables, not \(section.found)",
        hint: "write 'NAME: {rows: [AXIS], columns: [STAGE.METRIC], over: AXIS}'")
      return []
    }
    return pairs.compactMap { table($0, &problems) }
  }

  private func table(_ pair: Node.Pair, _ problems: inout Problems) -> TableSpec? {
    guard SpecName.isFolderName(pair.name) else {
      problems.add(
        at: pair.key.mark, "the name of a table must be that of a file, not \(pair.key.found)",
        hint: "use letters, digits, '_', '-' and '.', beginning with a letter or a digit")
      return nil
    }
    guard let members = pair.value.mapping else {
      problems.add(
        at: pair.value.mark, "a table must be a mapping, not \(pair.value.found)",
        hint: "write '\(pair.name): {rows: [AXIS], columns: [STAGE.METRIC], over: AXIS}'")
      return nil
    }
    for member in members where !Self.keys.contains(member.name) {
      problems.add(
        at: member.key.mark, "unknown key '\(member.name)' of a table",
        hint: Suggestion.hint(for: member.name, among: Self.keys, noun: "key of a table"))
    }
    return table(named: pair.name, at: pair.key.mark, pair.value, &problems)
  }

  private func table(
    named name: String, at mark: Mark, _ node: Node, _ problems: inout Problems
  ) -> TableSpec {
    func axis(_ key: String) -> LocatedText? {
      node[key].flatMap { $0.isNull ? nil : $0.name(for: key, &problems) }
    }
    let look = TableLookReader(node)
    let columns = ColumnReader().columns(node["columns"], &problems)
    return TableSpec(
      name: name, mark: mark, rows: node["rows"].map { $0.names(for: "rows", &problems) },
      columns: columns, over: axis("over"),
      references: references(node["references"], &problems), filter: look.filter(&problems),
      pivot: axis("pivot"), order: look.order(&problems), spread: look.spread(&problems),
      marksBest: look.marksBest(&problems), caption: look.caption(&problems),
      footnotes: look.footnotes(&problems),
      published: published.rows(node["reference"], columns: columns, &problems))
  }

  private func references(_ section: Node?, _ problems: inout Problems) -> [ReferenceSpec] {
    guard let section, !section.isNull else { return [] }
    guard let pairs = section.mapping else {
      problems.add(
        at: section.mark, "references must be a mapping of rows, not \(section.found)",
        hint: "write 'NAME: {COLUMN: STAGE.METRIC}'")
      return []
    }
    return pairs.compactMap { reference($0, &problems) }
  }

  private func reference(_ pair: Node.Pair, _ problems: inout Problems) -> ReferenceSpec? {
    guard let members = pair.value.mapping else {
      problems.add(
        at: pair.value.mark, "a reference must be a mapping of columns, not \(pair.value.found)",
        hint: "write '\(pair.name): {COLUMN: STAGE.METRIC}'")
      return nil
    }
    let entries = members.compactMap { member in
      member.value.name(for: "references", &problems).map { measure in
        ReferenceSpec.Entry(
          column: LocatedText(text: member.name, mark: member.key.mark), measure: measure)
      }
    }
    return ReferenceSpec(
      name: LocatedText(text: pair.name, mark: pair.key.mark), entries: entries)
  }
}
