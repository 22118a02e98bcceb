internal import Options
internal import YAML

/// An axis as read by itself, before conditions tie it to others.
struct AxisReading {
  var axis: Axis
  /// The key `when` with its value.
  var when: Node.Pair?
  /// Value of the axis in cells where `when` does not hold; nil where the spec gives none.
  var otherwise: Axis.Value?
}

/// Reads an axis of the file in any of its forms.
struct AxisReader {
  private let pair: Node.Pair
  /// Names that references in the axis may use.
  private let names: NameScope
  private let form: AxisFormReader

  init(_ pair: Node.Pair, _ names: NameScope, _ catalogs: AxisCatalogs) {
    self.pair = pair
    self.names = names
    form = AxisFormReader(axis: pair.name, catalogs)
  }

  func reading(_ problems: inout Problems) -> AxisReading {
    guard let node = names.withoutAxes(pair.value, &problems) else {
      return AxisReading(axis: axis(AxisValues()))
    }
    if let pairs = node.mapping, AxisForm.isGenerator(pairs) {
      return reading(ofGenerator: pairs, &problems)
    }
    return AxisReading(axis: axis(form.values(node, at: pair.value.mark, &problems)))
  }

  private func axis(_ values: AxisValues) -> Axis {
    Axis(
      name: pair.name, mark: pair.key.mark, hasVariants: values.areVariants, values: values.all)
  }

  /// Reads a generator with the condition that may stand beside it.
  private func reading(
    ofGenerator pairs: [Node.Pair], _ problems: inout Problems
  ) -> AxisReading {
    var reading = AxisReading(
      axis: axis(
        form.generated(
          pairs, at: pair.value.mark, besides: AxisForm.conditions, &problems)))
    let when = pairs.first { $0.name == "when" }
    let otherwise = pairs.first { $0.name == "otherwise" }
    switch (when, otherwise) {
    case (let when?, let otherwise?):
      reading.when = when
      reading.otherwise = self.otherwise(otherwise.value, of: reading.axis, &problems)
    case (let when?, nil):
      problems.add(
        at: when.key.mark, "the axis '\(pair.name)' has 'when' without 'otherwise'",
        hint: "write 'otherwise: VALUE', what it is in the other cells")
    case (nil, let otherwise?):
      problems.add(
        at: otherwise.key.mark, "the axis '\(pair.name)' has 'otherwise' without 'when'",
        hint: "write 'when: {AXIS: VALUE}', or remove it")
    case (nil, nil): break
    }
    return reading
  }

  private func otherwise(
    _ node: Node, of axis: Axis, _ problems: inout Problems
  ) -> Axis.Value? {
    guard axis.hasVariants else {
      return AxisValueReader(axis: axis.name).plainValue(node, &problems)
    }
    let name = node.scalar?.text ?? ""
    if let variant = axis.values.first(where: { $0.label == name }) { return variant }
    if axis.values.isEmpty { return nil }
    problems.add(
      at: node.mark, "the axis '\(axis.name)' has no variant \(node.found)",
      hint: Suggestion.hint(for: name, among: axis.values.map(\.label), noun: "variant"))
    return nil
  }
}

extension NameScope {
  /// Replaces the references of a node, none of which may name an axis; nil where one can't be
  /// replaced.
  func withoutAxes(_ node: Node, _ problems: inout Problems) -> Node? {
    problems.catching { () throws(SpecError) in
      var evaluator = Evaluator(self, choice: axes.map { _ in -1 })
      return try evaluator.value(of: node)
    }
  }
}
