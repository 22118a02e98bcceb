internal import Options
internal import YAML

/// Reads the numbers that a spec gives to a generator of an axis, such as ends and steps.
struct AxisNumberReader {
  /// The axis's name, for messages.
  private let axis: String

  init(axis: String) { self.axis = axis }

  func number(_ node: Node, _ problems: inout Problems) -> DecimalNumber? {
    switch node.scalar?.value {
    case .integer(let whole) where whole.magnitude < 100_000_000_000_000_000:
      return DecimalNumber(mantissa: whole, exponent: 0)
    case .number(let value) where value.isFinite:
      if let number = DecimalNumber(node.scalar?.text ?? ""), number.value.isFinite {
        return number
      }
      fallthrough
    case .integer:
      problems.add(
        at: node.mark, "the axis '\(axis)': \(node.found) has more digits than we count with",
        hint: "17 digits are enough for any number")
    default:
      problems.add(
        at: node.mark, "the axis '\(axis)' needs a number here, not \(node.found)",
        hint: "write a number such as 2, 0.1 or 1e-4")
    }
    return nil
  }

  func count(
    _ node: Node, _ bounds: ClosedRange<Int>, _ problems: inout Problems
  ) -> Int? {
    whole(
      node, bounds, ("the count", hint: "how many values the axis is to have"), &problems)
  }

  func seed(_ node: Node, _ problems: inout Problems) -> Int? {
    whole(node, 0...Int.max, ("the seed", hint: "each seed draws other values"), &problems)
  }

  private func whole(
    _ node: Node, _ bounds: ClosedRange<Int>, _ what: (name: String, hint: String),
    _ problems: inout Problems
  ) -> Int? {
    if let value = node.scalar?.value.integer, bounds.contains(value) { return value }
    let wanted = OptionType.integer(bounds).wanted
    problems.add(
      at: node.mark, "the axis '\(axis)': \(what.name) must be \(wanted), not \(node.found)",
      hint: what.hint)
    return nil
  }

  func isLogarithmic(_ node: Node, _ problems: inout Problems) -> Bool {
    let names = ["linear", "log"]
    if let text = node.scalar?.text, names.contains(text) { return text == "log" }
    problems.add(
      at: node.mark, "the axis '\(axis)': the scale must be linear or log, not \(node.found)",
      hint: Suggestion.nearest(to: node.scalar?.text ?? "", among: names)
        .map { "did you mean '\($0)'?" })
    return false
  }

  func isWhole(_ node: Node, _ problems: inout Problems) -> Bool {
    if let value = node.scalar?.value.boolean { return value }
    problems.add(
      at: node.mark, "the axis '\(axis)': whole must be true or false, not \(node.found)",
      hint: "write whole: true for whole numbers alone")
    return false
  }

  func isAscending(
    _ from: DecimalNumber, _ to: DecimalNumber, at mark: Mark, _ problems: inout Problems
  ) -> Bool {
    if from.value <= to.value { return true }
    problems.add(
      at: mark, "the axis '\(axis)' begins at \(from), after its end \(to)",
      hint: "write the smaller number first")
    return false
  }

  func isPositive(
    _ from: DecimalNumber, at mark: Mark, _ problems: inout Problems
  ) -> Bool {
    if from.value > 0 { return true }
    problems.add(
      at: mark, "the axis '\(axis)': a logarithmic axis must begin above 0, not at \(from)",
      hint: "use a small number such as 1e-6, or a linear axis")
    return false
  }
}
