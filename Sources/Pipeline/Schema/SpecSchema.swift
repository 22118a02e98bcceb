public import Options

/// Makes the JSON Schema of specs (draft 2020-12), with which editors complete and check them.
///
/// The schema describes each part of a spec by itself. The planner checks whether names lead to
/// something, and whether options may stand together.
public enum SpecSchema {
  /// Writes the schema of specs with stages of these kinds and pictures of these as JSON.
  public static func json(
    _ kinds: [StageDeclaration], pictures: [OptionVariant] = []
  ) -> String {
    document(kinds, pictures).canonicalJSON
  }

  private static func document(_ kinds: [StageDeclaration], _ pictures: [OptionVariant]) -> Value {
    let stages = SchemaPart.openMap(stage(kinds)).named(SectionSchema.names).nonEmpty
    return SchemaPart.closedMap(
      [
        "experiment": SectionSchema.experiment, "about": SectionSchema.about,
        "include": SectionSchema.include, "override": SectionSchema.override,
        "vars": SectionSchema.variables, "sweep": SectionSchema.sweep,
        "search": SectionSchema.search, "tables": SectionSchema.tables,
        "pictures": SectionSchema.pictures(pictures),
        "stages":
          stages
          .described("stages by name; a stage that names another reads what that leaves"),
      ], required: ["experiment"]
    )
    // The stages may all be included.
    .with("if", SectionSchema.requiring("include"))
    .with("else", SectionSchema.requiring("stages"))
    .with("$schema", .text("https://json-schema.org/draft/2020-12/schema"))
    .with("title", .text("A BondLab experiment"))
    .with("$defs", definitions(kinds))
  }

  private static func definitions(_ kinds: [StageDeclaration]) -> Value {
    var parts = [AxisSchema.valuesName: AxisSchema.values]
    for kind in kinds { parts[name(kind)] = definition(kind) }
    return .map(parts)
  }

  private static func name(_ kind: StageDeclaration) -> String { "stage-\(kind.kind)" }

  /// Makes the schema of a stage, in which the kind chooses the definition that applies, so that
  /// messages about a stage are those of its kind alone.
  private static func stage(_ kinds: [StageDeclaration]) -> Value {
    let cases = kinds.map { kind in
      let hasKind = SchemaPart.openMap(
        .boolean(true), besides: ["kind": SchemaPart.constant(kind.kind)]
      ).with("required", .list([.text("kind")]))
      return Value.map(["if": hasKind, "then": SchemaPart.definition(name(kind))])
    }
    let names = kinds.map { SchemaPart.constant($0.kind).described($0.about) }
    return SchemaPart.openMap(.boolean(true), besides: ["kind": SchemaPart.any(of: names)])
      .with("required", .list([.text("kind")])).with("allOf", .list(cases))
  }

  /// Makes the schema of stages of a kind, in any of its forms.
  private static func definition(_ kind: StageDeclaration) -> Value {
    let forms = [kind] + kind.forms.sorted { $0.key < $1.key }.map(\.value)
    return SchemaPart.any(
      of: forms.map { form in
        SchemaPart.closedMap(
          form.options.schemas.merging(SectionSchema.commonOptions) { $1 }
            .merging(["kind": SchemaPart.constant(kind.kind)]) { $1 },
          required: form.options.requiredNames
        ).described(form.about)
      })
  }
}
