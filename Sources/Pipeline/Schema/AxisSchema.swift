internal import Options

/// The JSON Schemas of a sweep's axes, which are lists of values, named variants or generators.
enum AxisSchema {
  /// The schema of an axis.
  static let axis = SchemaPart.any(
    of: [list, variants] + generators(withConditions: true) + [SchemaPart.reference])

  /// The schema of a generator's `values`, which may be a generator in turn.
  static let values = SchemaPart.any(
    of: [list, variants] + generators(withConditions: false) + [SchemaPart.reference])
  static let valuesName = "axis-values"

  /// The schema of axes with values, each alone or in a list.
  static let choice = SchemaPart.openMap(
    SchemaPart.any(of: [
      SchemaPart.nullableScalar, SchemaPart.nonEmptyList(SchemaPart.nullableScalar),
    ])
  ).nonEmpty

  private static let list = SchemaPart.nonEmptyList(SchemaPart.nullableScalar)

  /// The schema of mappings by name, not all of whose names are those of generators.
  private static let variants = SchemaPart.openMap(
    SchemaPart.optional(SchemaPart.openMap(.boolean(true)))
  ).nonEmpty.with("not", .map(["propertyNames": SchemaPart.choice(words)]))

  private static let words = generators.keys.sorted() + conditions.keys.sorted()

  /// Makes a schema of each generator, beside which `when` and `otherwise` stand together.
  private static func generators(withConditions hasConditions: Bool) -> [Value] {
    let others = hasConditions ? conditions : [:]
    let together = Value.map([
      "when": .list([.text("otherwise")]), "otherwise": .list([.text("when")]),
    ])
    return generators.sorted { $0.key < $1.key }.map { name, part in
      let own = (name == "every" ? restrictions : [:]).merging([name: part]) { $1 }
      return SchemaPart.closedMap(others.merging(own) { $1 }, required: [name])
        .with("dependentRequired", together)
    }
  }
}

// MARK: - Generators

extension AxisSchema {
  private static let generators = ranges.merging([
    "values": SchemaPart.definition(valuesName).described("a list, or named variants"),
    "zip": SchemaPart.referable(
      SchemaPart.openMap(walked).named(SectionSchema.names).nonEmpty
    ).described("lists by name that walk together"),
    "every": SchemaPart.referable(SchemaPart.nonEmptyText)
      .described("an option that takes a kind, such as sharing: all kinds that there are"),
  ]) { $1 }

  /// What may stand beside `every`.
  private static let restrictions = [
    "except": kinds.described("kinds that are left out"),
    "only": kinds.described("the kinds that are taken"),
  ]

  private static let kinds = SchemaPart.referable(
    SchemaPart.name, SchemaPart.nonEmptyList(SchemaPart.name))

  private static let conditions = [
    "when": SchemaPart.referable(choice)
      .described("the cells, as {AXIS: VALUE}, in which the axis has its values"),
    "otherwise": SchemaPart.nullableScalar.described("its value in all other cells"),
  ]

  private static let ranges: [String: Value] = [
    "range": three(last: number).described("[FROM, TO, STEP]"),
    "log-range": three(last: SchemaPart.referable(SchemaPart.integer(2...Int.max)))
      .described("[FROM, TO, COUNT]"),
    "random": SchemaPart.referable(random).described("numbers drawn by a seed"),
  ]

  private static let walked = SchemaPart.referable(
    list,
    SchemaPart.closedMap(ranges).nonEmpty.with("maxProperties", .integer(1)))

  private static let random = SchemaPart.closedMap(
    [
      "from": number, "to": number,
      "count": SchemaPart.referable(SchemaPart.integer(1...Int.max)),
      "seed": SchemaPart.referable(SchemaPart.integer(0...Int.max))
        .with("default", .integer(0)),
      "scale": SchemaPart.referable(SchemaPart.choice(["linear", "log"]))
        .with("default", .text("linear")),
      "whole": SchemaPart.referable(SchemaPart.boolean).with("default", .boolean(false)),
    ], required: ["from", "to", "count"])

  private static let number = SchemaPart.referable(SchemaPart.type("number"))

  /// Makes the schema of two ends with a step or a count.
  private static func three(last: Value) -> Value {
    SchemaPart.referable(
      SchemaPart.type(
        "array",
        [
          "prefixItems": .list([number, number, last]), "minItems": .integer(3),
          "maxItems": .integer(3),
        ]))
  }
}
