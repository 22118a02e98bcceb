internal import Options
internal import YAML

/// Reads the sections of a spec, collecting what is wrong with them.
struct SpecReader {
  private static let keys = [
    "experiment", "about", "vars", "sweep", "search", "stages", "tables",
  ]

  private let sections: [String: Node.Pair]
  private let mark: Mark
  var problems = Problems()

  init(_ pairs: [Node.Pair], at mark: Mark) {
    self.mark = mark
    sections = Dictionary(pairs.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    for pair in pairs where !Self.keys.contains(pair.name) {
      problems.add(
        at: pair.key.mark, "unknown key '\(pair.name)' of a spec",
        hint: Suggestion.hint(for: pair.name, among: Self.keys, noun: "key"))
    }
  }

  func section(_ name: String) -> Node? { sections[name]?.value }

  mutating func experiment() -> String {
    guard let node = section("experiment") else {
      problems.add(
        at: mark, "a spec needs 'experiment'",
        hint: "write 'experiment: NAME', also the name of the folder of results")
      return ""
    }
    guard let name = node.scalar?.text, SpecName.isFolderName(name) else {
      problems.add(
        at: node.mark, "experiment must be the name of a folder, not \(node.found)",
        hint: "use letters, digits, '_', '-' and '.', beginning with a letter or a digit")
      return ""
    }
    return name
  }

  mutating func about() -> String {
    guard let node = section("about") else { return "" }
    if let text = node.scalar?.text { return text }
    problems.add(at: node.mark, "about must be text, not \(node.found)")
    return ""
  }

  mutating func stages() -> [StageSpec] {
    let hint = "write 'stages:' and below it 'name: {kind: ..., ...}'"
    guard let section = section("stages") else {
      problems.add(at: mark, "a spec needs 'stages'", hint: hint)
      return []
    }
    guard let pairs = section.mapping, !pairs.isEmpty else {
      problems.add(
        at: section.mark, "stages must be a mapping of stages, not \(section.found)", hint: hint)
      return []
    }
    for pair in pairs { checkName(pair.key, of: "a stage") }
    return pairs.map { StageSpec(name: $0.name, mark: $0.key.mark, body: $0.value) }
  }

  mutating func tables() -> [TableSpec] {
    guard let section = section("tables") else { return [] }
    guard let pairs = section.mapping else {
      problems.add(
        at: section.mark, "tables must be a mapping of tables, not \(section.found)",
        hint: "write 'NAME: {rows: [AXIS], columns: [STAGE.METRIC], over: AXIS}'")
      return []
    }
    return pairs.compactMap { table($0) }
  }

  private mutating func table(_ pair: Node.Pair) -> TableSpec? {
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
    let keys = ["rows", "columns", "over"]
    for member in members where !keys.contains(member.name) {
      problems.add(
        at: member.key.mark, "unknown key '\(member.name)' of a table",
        hint: Suggestion.hint(for: member.name, among: keys, noun: "key of a table"))
    }
    let over = pair.value["over"].flatMap { $0.isNull ? nil : texts($0, "over") }
    return TableSpec(
      name: pair.name, mark: pair.key.mark,
      rows: pair.value["rows"].map { texts($0, "rows") },
      columns: pair.value["columns"].map { texts($0, "columns") } ?? [], over: over?.first)
  }

  /// A list of texts, or one alone.
  mutating func texts(_ node: Node, _ name: String) -> [LocatedText] {
    let isSingle = name == "over"
    var texts: [LocatedText] = []
    for item in isSingle ? [node] : node.sequence ?? [node] {
      if let text = item.scalar?.text, !text.isEmpty {
        texts.append(LocatedText(text: text, mark: item.mark))
      } else {
        problems.add(
          at: item.mark,
          "\(name) must be \(isSingle ? "a name" : "a list of names"), not \(item.found)")
      }
    }
    return texts
  }

  /// Reports a name that `${}` or `STAGE.METRIC` could not be written with.
  mutating func checkName(_ key: Node, of thing: String) {
    guard !SpecName.isReferable(key.scalar?.text ?? "") else { return }
    problems.add(
      at: key.mark, "\(key.found) cannot be the name of \(thing)",
      hint: "use letters, digits, '_' and '-', beginning with a letter")
  }
}
