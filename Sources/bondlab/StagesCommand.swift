internal import ArgumentParser
internal import Pipeline
internal import Reporting
internal import Options
internal import Spec
internal import Stages
internal import Statistics

struct StagesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stages",
    abstract: "Describes the stage kinds of a spec: their options and their metrics")

  @Argument(help: "Stage kind (otherwise all)")
  var kind: String?
  @Option(
    help: """
      Output format: \(ExporterCatalog.names.joined(separator: ", ")), or \(Self.schemaFormat) for \
      a JSON Schema of whole specs, with which editors complete and check them
      """)
  var format = "text"

  @Flag(help: "Describe the kinds of pictures instead")
  var pictures = false

  private static let schemaFormat = "json-schema"

  func run() throws {
    let all = StageCatalog.declarations
    if format == Self.schemaFormat { return try printSchema(all) }
    let exporter = try exporter(format)
    if pictures { return try describePictures(exporter) }
    let chosen = kind.map { name in all.filter { $0.kind == name } } ?? all
    guard !chosen.isEmpty else {
      let known = all.map(\.kind).joined(separator: ", ")
      throw RequestError("there is no stage kind '\(kind ?? "")'; there are: \(known)")
    }
    let forms = chosen.flatMap { declaration in
      [(declaration.kind, declaration)]
        + declaration.forms.sorted { $0.key < $1.key }
        .map { ("\(declaration.kind) with \($0.key)", $0.value) }
    }
    for (name, declaration) in forms {
      let options = Table(
        name: "\(name): \(declaration.about)",
        header: ["option", "takes", "default", "what it is"],
        rows: texts(declaration.options.flatMap { OptionText.rows($0, prefix: "") }))
      if format == "markdown" { print("### \(options.name)\n") }
      print(exporter.render(options))
      guard let metrics = declaration.metrics else { continue }
      let leaves = Table(
        name: "\(name) leaves", header: ["metric", "what it is", "unit", "better", "absent with"],
        rows: texts((metrics + declaration.plannedMetrics).map(MetricText.row)))
      print(exporter.render(leaves))
    }
  }

  private func describePictures(_ exporter: any Exporter.Type) throws {
    let all = PictureCatalog.variants
    let chosen = kind.map { name in all.filter { $0.name == name } } ?? all
    guard !chosen.isEmpty else {
      let hint = Suggestion.hint(for: kind ?? "", among: all.map(\.name), noun: "kind of picture")
      throw RequestError("there is no kind of picture '\(kind ?? "")'; \(hint)")
    }
    for variant in chosen {
      let table = Table(
        name: "\(variant.name): \(variant.about)",
        header: ["option", "takes", "default", "what it is"],
        rows: texts(variant.options.flatMap { OptionText.rows($0, prefix: "") }))
      if format == "markdown" { print("### \(table.name)\n") }
      print(exporter.render(table))
    }
  }

  private func texts(_ rows: [[String]]) -> [[Table.Cell]] {
    rows.map { $0.map { .text($0) } }
  }

  private func printSchema(_ kinds: [StageDeclaration]) throws {
    if let kind {
      throw RequestError("\(Self.schemaFormat) describes whole specs; leave out '\(kind)'")
    }
    print(SpecSchema.json(kinds, pictures: PictureCatalog.variants))
  }
}

extension OptionType {
  /// The type of a list's items; any other type itself.
  fileprivate var element: OptionType {
    if case .list(let element) = self { element.element } else { self }
  }
}

/// The texts of help on metrics.
enum MetricText {
  /// Makes the row of a metric: name, meaning, unit, which values are better, when it is undefined.
  static func row(_ metric: MetricDeclaration) -> [String] {
    [
      metric.name, metric.about, metric.unit ?? "",
      metric.better == .neither ? "" : metric.better.rawValue, metric.undefined ?? "",
    ]
  }
}

/// The texts of help on options.
enum OptionText {
  /// Makes the rows of an option: name, type, default and help.
  ///
  /// The options of groups and variants follow the option that has them.
  static func rows(_ option: OptionDeclaration, prefix: String) -> [[String]] {
    let name = prefix + option.name
    let own = [name, type(option.type), standard(option), option.help]
    switch option.type.element {
    case .group(let options): return [own] + options.flatMap { rows($0, prefix: "\(name).") }
    case .variant(_, let variants):
      return [own]
        + variants.flatMap { variant in
          [["\(name): \(variant.name)", "", "", variant.about]]
            + variant.options.flatMap { rows($0, prefix: "\(name).") }
        }
    case .either(let types):
      return [own]
        + types.flatMap { type -> [[String]] in
          guard case .group(let options) = type else { return [] }
          return options.flatMap { rows($0, prefix: "\(name).") }
        }
    default: return [own]
    }
  }

  private static func standard(_ option: OptionDeclaration) -> String {
    switch option.presence {
    case .required: "required"
    case .optional: ""
    case .standard(let value): plain(option.type.shortened(value))
    }
  }

  private static func plain(_ value: Value) -> String {
    if let list = value.list { return "[\(list.map(plain).joined(separator: ", "))]" }
    return value.text ?? value.canonicalJSON
  }

  private static func type(_ type: OptionType) -> String {
    switch type {
    case .boolean: "true or false"
    case .integer(let range, let words):
      (["\(range.lowerBound) … \(bound(range.upperBound))"] + words).joined(separator: " or ")
    case .number(let range): "\(range.lowerBound) … \(range.upperBound)"
    case .text, .verbatim: "text"
    case .choice(let words): words.joined(separator: ", ")
    case .file: "a file"
    case .folder: "a folder"
    case .list(let element): "list of: \(self.type(element))"
    case .map(let element):
      "a mapping to\(element.namesItself ? " or list of" : ""): \(self.type(element))"
    case .either(let types): types.map { self.type($0) }.joined(separator: " or ")
    case .group: "a mapping"
    case .variant(let noun, _): noun.withArticle
    case .stage(let products) where products.isEmpty: "a stage"
    case .stage(let products): "a stage with \(products.joined(separator: " or "))"
    case .measure: "STAGE.METRIC"
    case .label: "a value of the axis"
    case .axis: "a sweep axis"
    }
  }

  private static func bound(_ value: Int) -> String { value == .max ? "" : "\(value)" }
}
