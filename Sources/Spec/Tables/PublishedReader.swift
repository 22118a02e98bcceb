internal import FoundationEssentials
internal import Options
internal import Platform
internal import YAML

/// Reads the files of published numbers that a table names by `reference`.
///
/// Such a file is a mapping, or a list of mappings: `source` names the work, `table` the table in
/// it, and `rows` has the numbers of each row by the columns of our tables.
struct PublishedReader {
  private static let keys = ["source", "table", "rows"]
  private static let example =
    "write {source: WORK, table: Table 1, rows: {NAME: {STAGE.METRIC: NUMBER}}}"

  /// The folder that relative paths begin at.
  let folder: String

  func rows(_ node: Node?, columns: [ColumnSpec], _ problems: inout Problems) -> [PublishedRow] {
    guard let node, !node.isNull else { return [] }
    return node.names(for: "reference", &problems).flatMap { file -> [PublishedRow] in
      let before = problems.count
      let all = rows(ofFile: file, &problems)
      let known = Set(columns.map(\.text))
      let fitting = all.compactMap { row -> PublishedRow? in
        let values = row.values.filter { known.contains($0.key) }
        return values.isEmpty
          ? nil : PublishedRow(name: row.name, values: values, source: row.source)
      }
      if fitting.isEmpty, problems.count == before {
        problems.add(
          at: file.mark, "reference: '\(file.text)' has no number for a column of this table",
          hint: "its rows have \(columnNames(of: all))")
      }
      return fitting
    }
  }

  private func columnNames(of rows: [PublishedRow]) -> String {
    let names = Set(rows.flatMap(\.values.keys)).sorted()
    return names.isEmpty ? "no numbers" : names.joined(separator: ", ")
  }

  private func rows(ofFile file: LocatedText, _ problems: inout Problems) -> [PublishedRow] {
    let path = HomeFolder.expanded(file.text)
    let full = path.hasPrefix("/") ? path : "\(folder)/\(path)"
    guard let bytes = try? Data(contentsOf: URL(filePath: full)) else {
      problems.add(
        at: file.mark, "reference: the file '\(file.text)' can't be read",
        hint: "paths are relative to the folder of the spec")
      return []
    }
    let root: Node
    do throws(YAMLError) {
      root = try parseYAML([UInt8](bytes), file: file.text)
    } catch {
      problems.add(SpecError(error))
      return []
    }
    return (root.sequence ?? [root]).flatMap { rows(of: $0, &problems) }
  }

  private func rows(of work: Node, _ problems: inout Problems) -> [PublishedRow] {
    guard let pairs = work.mapping else {
      problems.add(
        at: work.mark, "published numbers must be a mapping, not \(work.found)",
        hint: Self.example)
      return []
    }
    for pair in pairs where !Self.keys.contains(pair.name) {
      problems.add(
        at: pair.key.mark, "unknown key '\(pair.name)' of published numbers",
        hint: Suggestion.hint(for: pair.name, among: Self.keys, noun: "key"))
    }
    guard let source = work["source"]?.line(for: "source", &problems),
      let rows = work["rows"]?.mapping
    else {
      problems.add(
        at: work.mark, "published numbers need 'source' and 'rows'", hint: Self.example)
      return []
    }
    let table = work["table"]?.line(for: "table", &problems).map { ", \($0)" } ?? ""
    return rows.map { pair in
      PublishedRow(
        name: pair.name, values: values(pair.value, &problems), source: source + table)
    }
  }

  private func values(_ row: Node, _ problems: inout Problems) -> [String: Double] {
    guard let pairs = row.mapping else {
      problems.add(
        at: row.mark, "a published row must be a mapping of columns, not \(row.found)",
        hint: Self.example)
      return [:]
    }
    var values: [String: Double] = [:]
    for pair in pairs {
      switch pair.value.scalar?.value {
      case .integer(let number): values[pair.name] = Double(number)
      case .number(let number) where number.isFinite: values[pair.name] = number
      default:
        problems.add(
          at: pair.value.mark, "a published value must be a number, not \(pair.value.found)")
      }
    }
    return values
  }
}
