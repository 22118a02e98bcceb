internal import Options

/// The JSON Schemas of a spec's sections and of the options that every stage has.
enum SectionSchema {
  /// The schema of names to which `${}` or `STAGE.METRIC` may lead.
  static let names: Value = .map(["pattern": .text("^[A-Za-z_][A-Za-z0-9_-]{0,99}$")])

  static let experiment = SchemaPart.scalar.with("pattern", folderPattern)
    .described("the experiment's name, also that of the folder of its results")

  static let about = SchemaPart.nullableScalar
    .described("what the experiment is about, in a sentence")

  static let include = nullable(SchemaPart.any(of: [path, SchemaPart.list(path)]))
    .described("spec files whose variables, axes and stages are taken over")

  static let override = nullable(severalNames)
    .described("included stages that stages of this file replace")

  /// Accepts a spec that has a section.
  static func requiring(_ section: String) -> Value {
    .map(["required": .list([.text(section)])])
  }

  static let variables = nullable(SchemaPart.openMap(.boolean(true)).named(names))
    .described("values by name, used as ${NAME}; --set replaces them")

  static let sweep = nullable(
    SchemaPart.openMap(
      AxisSchema.axis,
      besides: [
        "include": cells.described("further cells, each as {AXIS: VALUE}"),
        "except": cells.described("cells that are left out, each as {AXIS: VALUE}"),
      ]
    ).named(names)
  ).described("axes by name; every combination of their values is a cell")

  static let search = nullable(
    SchemaPart.closedMap(
      [
        "trials": severalNames.described("the axes whose combinations are the trials"),
        "rungs": SchemaPart.name.described("the axis of budgets, the smallest first"),
        "measure": SchemaPart.measure.described("the metric to judge by, as STAGE.METRIC"),
        "goal": SchemaPart.choice(["max", "min"])
          .described("whether a larger metric is better, or a smaller one")
          .with("default", .text("max")),
        "keep": SchemaPart.integer(2...1000)
          .described("number of trials of which one goes on to the next rung")
          .with("default", .integer(3)),
      ], required: ["trials", "rungs", "measure"])
  ).described("a search that gives larger budgets to the best trials alone")

  static let tables = SchemaPart.openMap(TableSchema.table).named(
    .map(["pattern": folderPattern, "not": SchemaPart.choice(["results", "timings"])])
  ).described("tables by name")

  private static let path = SchemaPart.nonEmptyText
  /// The schema of pictures of some kinds.
  static func pictures(_ kinds: [OptionVariant]) -> Value {
    let picture = OptionDeclaration(
      "picture", .variant(noun: "kind of picture", kinds), .required,
      "a kind of picture and its options")
    return nullable(
      SchemaPart.openMap(picture.schema).named(.map(["pattern": folderPattern]))
    ).described("pictures by name")
  }

  private static let folderPattern = Value.text("^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$")
  /// The schema of a name or a list of names.
  static let severalNames = SchemaPart.any(of: [
    SchemaPart.name, SchemaPart.list(SchemaPart.name),
  ])
  private static let cells = nullable(SchemaPart.list(AxisSchema.choice))

  /// Accepts what a part accepts, or nothing, in sections that hold no references.
  static func nullable(_ part: Value) -> Value {
    SchemaPart.any(of: [SchemaPart.null, part])
  }
}

// MARK: - Options of every stage

extension SectionSchema {
  /// The schemas of the options that stages of every kind have, by name.
  static let commonOptions: [String: Value] = [
    "resources": SchemaPart.optional(resources).described("resources that the stage takes"),
    "timeout": SchemaPart.optional(amount)
      .described("the longest that an attempt may take, such as 90 s, 10 min or 2 h"),
    "retries": SchemaPart.optional(SchemaPart.integer(0...1000))
      .described("attempts after one that failed"),
    "priority": SchemaPart.optional(SchemaPart.integer(-1_000_000...1_000_000))
      .described("stages of higher priority start first").with("default", .integer(0)),
  ]

  private static let resources = SchemaPart.openMap(
    SchemaPart.referable(SchemaPart.integer(0...1_000_000)),
    besides: [
      "threads": SchemaPart.referable(SchemaPart.integer(1...4096)),
      "memory": SchemaPart.referable(amount).described("such as 4 GiB or 500 MB"),
    ]
  ).named(names)

  private static let amount = SchemaPart.type(anyOf: ["string", "number"])
}
