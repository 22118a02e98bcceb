internal import Options
internal import YAML

/// The values that an axis has been given, which are plain values or named variants.
struct AxisValues {
  var all: [Axis.Value] = []
  var areVariants = false
}

/// Reads the values of an axis from a list, named variants or a generator.
struct AxisFormReader {
  /// The axis's name, for messages.
  private let axis: String
  private let values: AxisValueReader
  private let every: EveryReader

  init(axis: String, _ catalogs: AxisCatalogs) {
    self.axis = axis
    values = AxisValueReader(axis: axis)
    every = EveryReader(axis: axis, catalogs)
  }

  /// Reads a list, a mapping of variants, or a generator without conditions.
  ///
  /// - Parameter mark: Location of the axis's values, which may be a reference to `node`.
  func values(_ node: Node, at mark: Mark, _ problems: inout Problems) -> AxisValues {
    if node.sequence?.isEmpty == true || node.mapping?.isEmpty == true {
      problems.add(
        at: mark, "the axis '\(axis)' has no values",
        hint: "give it at least one, or remove it")
    }
    switch node.content {
    case .sequence(let items):
      let plain = items.compactMap { values.plainValue($0, &problems) }
      return AxisValues(all: values.distinct(plain, &problems))
    case .mapping(let pairs):
      if AxisForm.isGenerator(pairs) { return generated(pairs, at: mark, &problems) }
      let variants = pairs.compactMap { values.variant($0, &problems) }
      return AxisValues(all: values.distinct(variants, &problems), areVariants: true)
    case .scalar(let scalar):
      problems.add(
        at: mark,
        "the axis '\(axis)' must be a list of values or a mapping of named variants, not "
          + node.found,
        hint: "write \(axis): [\(scalar.text.prefix(40))]")
      return AxisValues()
    }
  }

  /// Makes the values of the only generator among some keys.
  ///
  /// - Parameter others: Keys that may stand beside it.
  func generated(
    _ pairs: [Node.Pair], at mark: Mark, besides others: [String] = [],
    _ problems: inout Problems
  ) -> AxisValues {
    let isOfCatalog = pairs.contains { $0.name == "every" }
    let words = AxisForm.generators + others + (isOfCatalog ? EveryReader.restrictions : [])
    for pair in pairs where !words.contains(pair.name) {
      problems.add(
        at: pair.key.mark, "'\(pair.name)' is not a part of the axis '\(axis)'",
        hint: Suggestion.hint(for: pair.name, among: words, noun: "part of an axis"))
    }
    let generators = pairs.filter { AxisForm.generators.contains($0.name) }
    guard let first = generators.first else {
      if pairs.allSatisfy({ words.contains($0.name) }) {
        problems.add(
          at: mark, "the axis '\(axis)' has no values",
          hint: "write 'values: [VALUE, VALUE]' beside the condition")
      }
      return AxisValues()
    }
    for extra in generators.dropFirst() {
      problems.add(
        at: extra.key.mark, "the axis '\(axis)' has both '\(first.name)' and '\(extra.name)'",
        hint: "keep one of them")
    }
    return generated(first, among: pairs, &problems)
  }

  private func generated(
    _ pair: Node.Pair, among pairs: [Node.Pair], _ problems: inout Problems
  ) -> AxisValues {
    switch pair.name {
    case "values": return values(pair.value, at: pair.value.mark, &problems)
    case "zip":
      let zipped = ZipReader(axis: axis).zipped(pair.value, &problems)
      return AxisValues(all: values.distinct(zipped, &problems), areVariants: true)
    case "every": return AxisValues(all: every.variants(pairs, &problems), areVariants: true)
    default:
      let numbers = GeneratorReader(axis: axis).numbers(pair, &problems)
      return AxisValues(all: numbers.map { .init($0, pair.value.mark) })
    }
  }
}
