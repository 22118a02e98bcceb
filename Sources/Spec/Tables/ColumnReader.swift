internal import Options
internal import YAML

/// Reads the columns of a table: the name of a metric, or a mapping that also says how it is shown.
struct ColumnReader {
  static let keys = ["metric", "label", "digits", "percent", "best"]
  private static let example = "write {metric: STAGE.METRIC, label: TEXT}"

  func columns(_ node: Node?, _ problems: inout Problems) -> [ColumnSpec] {
    guard let node else { return [] }
    return (node.sequence ?? [node]).compactMap { column($0, &problems) }
  }

  private func column(_ node: Node, _ problems: inout Problems) -> ColumnSpec? {
    guard let pairs = node.mapping else {
      guard let name = node.scalar, !name.text.isEmpty else {
        problems.add(
          at: node.mark, "columns must be a list of names, not \(node.found)", hint: Self.example)
        return nil
      }
      return ColumnSpec(LocatedText(text: name.text, mark: node.mark))
    }
    for pair in pairs where !Self.keys.contains(pair.name) {
      problems.add(
        at: pair.key.mark, "unknown key '\(pair.name)' of a column",
        hint: Suggestion.hint(for: pair.name, among: Self.keys, noun: "key of a column"))
    }
    guard let metric = node["metric"] else {
      problems.add(at: node.mark, "a column needs 'metric'", hint: Self.example)
      return nil
    }
    guard let name = metric.name(for: "metric", &problems) else { return nil }
    var column = ColumnSpec(name)
    column.label = node["label"]?.line(for: "label", &problems)
    column.digits = node["digits"]?.digits(&problems)
    column.isPercent = node["percent"]?.truth(for: "percent", &problems) ?? false
    column.marksBest = node["best"]?.truth(for: "best", &problems)
    return column
  }
}

extension Node {
  /// Reads a text for people; nil where there is none.
  func line(for key: String, _ problems: inout Problems) -> String? {
    if isNull { return nil }
    if let text = scalar?.text, !text.isEmpty { return text }
    problems.add(at: mark, "\(key) must be a text, not \(found)")
    return nil
  }

  func truth(for key: String, _ problems: inout Problems) -> Bool? {
    if case .boolean(let truth)? = scalar?.value { return truth }
    problems.add(at: mark, "\(key) must be true or false, not \(found)")
    return nil
  }

  fileprivate func digits(_ problems: inout Problems) -> Int? {
    if case .integer(let digits)? = scalar?.value, (0...12).contains(digits) { return digits }
    problems.add(
      at: mark, "digits must be a whole number from 0 to 12, not \(found)",
      hint: "it is the number of decimals")
    return nil
  }
}
