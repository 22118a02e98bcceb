import Options
import Serialization
@testable import Pipeline
@testable import Spec
import Stages
import Testing
import YAML

/// A JSON Schema or a part of one, read as a validator reads it.
private struct Schema {
  let json: JSONValue

  /// The schema of the catalog's stage kinds.
  static let ofSpecs = Result {
    Schema(json: try JSONValue(parsing: Array(SpecSchema.json(StageCatalog.declarations).utf8)))
  }

  subscript(keyword: String) -> JSONValue? { json.members?[keyword] }

  /// The alternatives of the schema; itself where it has none.
  var alternatives: [Schema] {
    guard let parts = self["anyOf"]?.items else { return [self] }
    return parts.flatMap { Schema(json: $0).alternatives }
  }

  /// The members of the schema and its alternatives, by name.
  var properties: [String: Schema] {
    let all = alternatives.map { $0["properties"]?.members ?? [:] }
    return all.reduce(into: [:]) { known, more in
      known.merge(more.mapValues(Schema.init)) { first, _ in first }
    }
  }

  /// Finds the alternatives that are mappings with exactly these names.
  func maps(of names: [String]) -> [Schema] {
    alternatives.filter { Set($0["properties"]?.members?.keys.map { $0 } ?? []) == Set(names) }
  }

  /// Finds the alternative with this constant as its kind.
  func variant(_ name: String) -> Schema? {
    alternatives.first { $0.properties["kind"]?["const"] == .string(name) }
  }

  var items: Schema? {
    alternatives.lazy.compactMap { $0["items"].map(Schema.init) }.first
  }
}

extension JSONValue {
  fileprivate var members: [String: JSONValue]? {
    guard case .object(let members) = self else { return nil }
    return Dictionary(members.map { ($0.name, $0.value) }, uniquingKeysWith: { a, _ in a })
  }

  fileprivate var items: [JSONValue]? {
    guard case .array(let values) = self else { return nil }
    return values
  }

  fileprivate var texts: Set<String> {
    Set((items ?? []).compactMap { if case .string(let text) = $0 { text } else { nil } })
  }
}

@Suite("the JSON Schema of specs")
struct SpecSchemaTests {
  @Test("is a document of draft 2020-12 with every section that specs have")
  func sections() throws {
    let schema = try Schema.ofSpecs.get()
    #expect(
      schema["$schema"] == .string("https://json-schema.org/draft/2020-12/schema"))
    #expect(Set(schema.properties.keys) == Set(SpecSections.names))
    #expect(schema["required"]?.texts == ["experiment"])
    let conditions = ["if", "else"].map { schema[$0]?.members?["required"]?.texts }
    #expect(conditions == [["include"], ["stages"]])
    #expect(schema["additionalProperties"] == .bool(false))
  }

  @Test("knows what each section may hold")
  func members() throws {
    let sections = try Schema.ofSpecs.get().properties
    #expect(Set(try #require(sections["search"]).properties.keys) == Set(SearchReader.keys))
    let table = try #require(sections["tables"]?["additionalProperties"].map(Schema.init))
    #expect(Set(table.properties.keys) == Set(TablesReader.keys))
    let sweep = try #require(sections["sweep"]?.alternatives.first { $0["properties"] != nil })
    #expect(Set(sweep.properties.keys) == Set(SweepReader.rules))
    let axis = try #require(sweep["additionalProperties"].map(Schema.init))
    #expect(
      Set(axis.properties.keys)
        == Set(AxisForm.generators + AxisForm.conditions + EveryReader.restrictions))
    let random = try #require(axis.properties["random"])
    #expect(Set(random.properties.keys) == Set(RandomReader.keys))
  }

  @Test("has every kind by its name, and no other")
  func kinds() throws {
    let stages = try #require(try Schema.ofSpecs.get().properties["stages"])
    let stage = try #require(stages["additionalProperties"].map(Schema.init))
    let names = try #require(stage.properties["kind"]).alternatives.map { $0["const"] }
    #expect(names == StageCatalog.declarations.map { .string($0.kind) })
    #expect(stage["allOf"]?.items?.count == names.count)
  }

  @Test("has every option of every kind with its help, and no other", arguments: Kind.all)
  func options(kind: Kind) throws {
    let definitions = try #require(try Schema.ofSpecs.get()["$defs"]?.members)
    let schema = Schema(json: try #require(definitions["stage-\(kind.declaration.kind)"]))
    let forms = [kind.declaration] + kind.declaration.forms.values
    #expect(schema.alternatives.count == forms.count)
    for form in forms {
      let names = form.options.map(\.name) + StageResourcesReader.names + ["kind"]
      let map = try #require(schema.maps(of: names).first)
      #expect(map["additionalProperties"] == .bool(false))
      try expectOptions(form.options, in: map)
    }
  }

  private func expectOptions(_ options: [OptionDeclaration], in map: Schema) throws {
    for option in options {
      let schema = try #require(map.properties[option.name], "\(option.name)")
      #expect(schema["description"] == .string(option.help))
      let isRequired = map["required"]?.texts.contains(option.name)
      if case .required = option.presence {
        #expect(isRequired == true)
      } else {
        #expect(isRequired == false)
      }
      try expectInner(option.type, in: schema)
    }
  }

  private func expectInner(_ type: OptionType, in schema: Schema) throws {
    switch type {
    case .list(let element): try expectInner(element, in: try #require(schema.items))
    case .group(let options):
      try expectOptions(options, in: try #require(schema.maps(of: options.map(\.name)).first))
    case .variant(_, let variants):
      for variant in variants {
        let map = try #require(schema.variant(variant.name), "\(variant.name)")
        #expect(Set(map.properties.keys) == Set(variant.options.map(\.name) + ["kind"]))
        try expectOptions(variant.options, in: map)
      }
    default: break
    }
  }

  @Test("the words that it offers are read as texts", arguments: Kind.all)
  func words(kind: Kind) {
    func words(_ type: OptionType) -> [String] {
      switch type {
      case .choice(let words), .integer(_, let words): words
      case .list(let element), .map(let element): words(element)
      case .either(let types): types.flatMap(words)
      case .group(let options): options.flatMap { words($0.type) }
      case .variant(_, let variants):
        variants.flatMap { [$0.name] + $0.options.flatMap { words($0.type) } }
      default: []
      }
    }
    for word in kind.declaration.options.flatMap({ words($0.type) }) {
      #expect(Node.Scalar(text: word, isPlain: true).value == .text(word))
    }
  }
}
