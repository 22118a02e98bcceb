internal import Options
internal import YAML

/// Reads the values of an axis, one by one.
struct AxisValueReader {
  /// The axis's name, for messages.
  private let axis: String

  init(axis: String) { self.axis = axis }

  /// Reads a value of a list.
  func plainValue(_ node: Node, _ problems: inout Problems) -> Axis.Value? {
    guard let scalar = node.scalar else {
      problems.add(
        at: node.mark, "a value of the axis '\(axis)' must be a single value, not \(node.found)",
        hint: "to vary several things together, name the variants: "
          + "'\(axis): {first: {a: 1}, second: {a: 2}}'")
      return nil
    }
    return isLabel(node, &problems)
      ? Axis.Value(label: scalar.text, mark: node.mark, node: node) : nil
  }

  /// Reads a member of a mapping of named variants.
  func variant(_ pair: Node.Pair, _ problems: inout Problems) -> Axis.Value? {
    guard pair.value.mapping != nil || pair.value.isNull else {
      let word = Suggestion.nearest(to: pair.name, among: AxisForm.generators)
      problems.add(
        at: pair.value.mark,
        "the variant '\(pair.name)' of the axis '\(axis)' must be a mapping, not "
          + "\(pair.value.found)",
        hint: word.map { "did you mean '\($0)'?" }
          ?? "write '\(pair.name): {NAME: VALUE}', used as '${\(axis).NAME}'; plain values are "
          + "a list")
      return nil
    }
    guard isLabel(pair.key, &problems) else { return nil }
    let node = Node(mark: pair.value.mark, content: .mapping(pair.value.mapping ?? []))
    return Axis.Value(label: pair.name, mark: pair.key.mark, node: node)
  }

  /// Checks whether tables and names of stages can show the text; reports it where they can't.
  func isLabel(_ node: Node, _ problems: inout Problems) -> Bool {
    let text = node.scalar?.text ?? ""
    if !text.isEmpty, text.utf8.count <= 100, text.utf8.allSatisfy({ $0 >= 32 && $0 != 127 }) {
      return true
    }
    problems.add(
      at: node.mark, "a value of the axis '\(axis)' must be a short single line, not \(node.found)",
      hint: "name the variant: '\(axis): {short-name: {value: ...}}'")
    return false
  }

  /// Removes and reports values whose label is there already.
  func distinct(_ values: [Axis.Value], _ problems: inout Problems) -> [Axis.Value] {
    var marks: [String: Mark] = [:]
    return values.filter { value in
      guard let first = marks[value.label] else {
        marks[value.label] = value.mark
        return true
      }
      problems.add(
        at: value.mark,
        "the axis '\(axis)' has the value '\(value.label)' twice; the first is at \(first)",
        hint: "remove one of the two")
      return false
    }
  }
}
