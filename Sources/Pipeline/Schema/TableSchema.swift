internal import Options
internal import Spec

/// The JSON Schema of a table of a spec.
enum TableSchema {
  static let table = SchemaPart.closedMap([
    "rows": SectionSchema.severalNames
      .described("axes; all but those of 'over' and 'pivot' where left out"),
    "columns": SchemaPart.any(of: [column, SchemaPart.list(column)])
      .described("metrics, as STAGE.METRIC or METRIC; all where left out"),
    "over": SectionSchema.nullable(SchemaPart.name).described("the axis whose cells are averaged"),
    "references": SectionSchema.nullable(
      SchemaPart.openMap(SchemaPart.openMap(SchemaPart.measure))
    ).described("rows below, by name: for columns, STAGE.METRIC of stages that no axis varies"),
    "where": SectionSchema.nullable(SchemaPart.openMap(labels))
      .described("the values of axes that the table is limited to"),
    "pivot": SectionSchema.nullable(SchemaPart.name)
      .described("the axis whose values become columns"),
    "sort": SectionSchema.nullable(SchemaPart.any(of: [SchemaPart.name, order]))
      .described("the column by which rows are sorted, the best first"),
    "spread": SectionSchema.nullable(SchemaPart.choice(Spread.allCases.map(\.rawValue)))
      .described("what stands beside a mean").with("default", .text(Spread.std.rawValue)),
    "best": SectionSchema.nullable(SchemaPart.boolean)
      .described("whether the best values of each column are marked"),
    "caption": SchemaPart.nullableScalar.described("a text above the table"),
    "footnote": SchemaPart.nullableScalar.described("a text below the table"),
    "footnotes": SectionSchema.nullable(SchemaPart.openMap(SchemaPart.nullableScalar))
      .described("texts below the table, by the row or column that they belong to"),
    "reference": SectionSchema.nullable(SectionSchema.severalNames)
      .described("files of published numbers, which make rows below"),
  ])

  private static let labels = SchemaPart.any(of: [
    SchemaPart.scalar, SchemaPart.list(SchemaPart.scalar),
  ])

  private static let order = SchemaPart.closedMap(
    [
      "by": SchemaPart.name.described("the column"),
      "order": SchemaPart.choice(["ascending", "descending"]).described("what comes first"),
    ], required: ["by"])

  private static let column = SchemaPart.any(of: [
    SchemaPart.name,
    SchemaPart.closedMap(
      [
        "metric": SchemaPart.name.described("STAGE.METRIC or METRIC"),
        "label": SchemaPart.nullableScalar.described("words for people in its place"),
        "digits": SchemaPart.integer(0...12).described("number of decimals"),
        "percent": SchemaPart.boolean.described("whether values are shown in percent"),
        "best": SchemaPart.boolean.described("whether the best values are marked"),
      ], required: ["metric"]),
  ])
}
