import Pipeline
import Options
import Spec
import Stages
import TestSupport
import Testing

/// A stage kind, named in test reports.
struct Kind: CustomTestStringConvertible, Sendable {
  let declaration: StageDeclaration

  var testDescription: String { declaration.kind }

  /// Members that a spec of this kind must have, with values that it accepts.
  var required: [String] {
    declaration.kind == "search-multipliers"
      ? ["model: branched"] : required(of: declaration.options)
  }

  /// Members that must be given of some of the options, with values that the kind accepts.
  func required(of options: [OptionDeclaration]) -> [String] {
    options.requiredMembers.map { declaration.kind == "squeeze" ? Self.squeezed[$0] ?? $0 : $0 }
  }

  /// Members inside an option that the rules of the kind ask for.
  func inside(_ option: String) -> [String] {
    declaration.kind == "squeeze" && option == "until" ? ["parameters: 1x"] : []
  }

  private static let squeezed = [
    "model: model": "model: chains", "until: {}": "until: {parameters: 1x}",
  ]

  /// Lists further members that the rules of the kind ask for.
  ///
  /// - Parameter option: The option, inside which another one is tried.
  func besides(trying option: String = "") -> [String] {
    if declaration.kind == "train" { return ["steps: 1"] }
    if declaration.kind == "load" { return option == "dataset" ? ["max_length: 384"] : [] }
    if declaration.kind == "size" && option == "adapter" {
      return ["encoder: {layers: 1, hidden: 8, heads: 2}"]
    }
    if declaration.kind == "size" && option == "experts" {
      return ["encoder: {layers: 1, hidden: 8, heads: 2}", "sharing: mpo"]
    }
    guard declaration.kind == "initialize" else { return [] }
    return switch option {
    case "encoder": ["data: data"]
    case "sharing": ["from: parts", "adapter: {rank: 2}"]
    case "experts": ["from: parts", "sharing: mpo"]
    case "deeper": ["from: parts", "layers: 4", "sharing: mpo"]
    default: ["from: parts"]
    }
  }

  /// Name of a stage with data that the kind can use.
  private var dataset: String {
    ["bag-of-words", "similarity", "merge"].contains(declaration.kind)
      ? "STS-B" : "wordnet-glosses"
  }

  static let all = StageCatalog.declarations.map { Kind(declaration: $0) }

  /// Makes a spec with stages for every product, and a stage of this kind with the given members.
  func spec(_ members: [String]) -> String {
    """
    experiment: declarations
    sweep: {seed: [1, 2]}
    stages:
      data: {kind: load, dataset: \(dataset)}
      fresh:
        kind: initialize
        data: data
        encoder: {layers: 1, hidden: 8, heads: 2}
        sharing: none
        seed: "${seed}"
      model: {kind: train, model: fresh, data: data, steps: 1}
      branched: {kind: initialize, from: model, sharing: none, adapter: branches}
      parts: {kind: decompose, model: model}
      chains: {kind: initialize, from: parts, sharing: mpo}
      scores: {kind: evaluate, model: model, data: data}
      tried: {\((["kind: \(declaration.kind)"] + members).joined(separator: ", "))}

    """
  }

  /// Reads the options of that stage, in every cell.
  func options(_ members: [String]) throws -> [Value] {
    try plan(spec(members).utf8).stages.filter { $0.name == "tried" }.map(\.options)
  }
}

extension OptionDeclaration {
  fileprivate var isRequired: Bool {
    guard case .required = presence else { return false }
    return true
  }

  /// The option with a value that it accepts, where ``Kind/spec(_:)`` has what it names.
  fileprivate var example: String { "\(name): \(type.example)" }

  /// The option with its default written out.
  ///
  /// It is nil where the option has no default, or has a folder that may be missing.
  fileprivate var written: String? {
    guard let value = standardValue else { return nil }
    if case .path = value { return nil }
    return "\(name): \(value.canonicalJSON)"
  }
}

extension [OptionDeclaration] {
  fileprivate var requiredMembers: [String] { filter(\.isRequired).map(\.example) }
}

extension OptionType {
  fileprivate var example: String {
    switch self {
    case .boolean: "true"
    case .integer(let range, _): "\(range.lowerBound)"
    case .number(let range): "\(range.lowerBound)"
    case .text, .verbatim: "\"1\""
    case .label: "1"
    case .choice(let names): names[0]
    case .file: "\"\(fixturePath("metrics.json"))\""
    case .folder: "\"\(fixturePath("decompose"))\""
    case .list(let element): "[\(element.example)]"
    case .map(let element): "{name: \(element.example)}"
    case .either(let types): types[0].example
    case .group(let options): "{\(options.requiredMembers.joined(separator: ", "))}"
    case .variant(_, let variants): variants[0].example(variants[0].options.requiredMembers)
    case .stage(let products): products.first ?? "data"
    case .measure: "scores.loss"
    case .axis: "seed"
    }
  }

  /// The options inside the option, each list with a way to write it with the given members.
  fileprivate var inner: [(options: [OptionDeclaration], text: ([String]) -> String)] {
    switch self {
    case .group(let options): [(options: options, text: { "{\($0.joined(separator: ", "))}" })]
    case .variant(_, let variants): variants.map { (options: $0.options, text: $0.example) }
    default: []
    }
  }

  /// Every option inside the type, however deep.
  fileprivate var allInner: [OptionDeclaration] {
    if case .list(let element) = self { return element.allInner }
    return inner.flatMap { $0.options + $0.options.flatMap(\.type.allInner) }
  }
}

extension OptionVariant {
  fileprivate func example(_ members: [String]) -> String {
    "{\((["kind: \(name)"] + members).joined(separator: ", "))}"
  }
}

@Suite("declarations of stage kinds")
struct DeclarationTests {
  @Test("kinds have names of their own")
  func names() { #expect(Set(Kind.all.map(\.declaration.kind)).count == Kind.all.count) }

  @Test("every kind and option is explained in one line without a full stop", arguments: Kind.all)
  func help(kind: Kind) {
    let declaration = kind.declaration
    #expect(declaration.version >= 1)
    #expect(SpecName.isReferable(declaration.kind) && SpecName.isReferable(declaration.produces))
    let options = declaration.options + declaration.options.flatMap(\.type.allInner)
    let texts = [(declaration.kind, declaration.about)] + options.map { ($0.name, $0.help) }
    for (name, help) in texts {
      #expect(SpecName.isReferable(name))
      #expect(!help.isEmpty && !help.hasSuffix(".") && !help.contains("\n"), "\(name): \(help)")
    }
  }

  @Test("the required options, and what rules ask for, are enough", arguments: Kind.all)
  func requiredAreEnough(kind: Kind) throws {
    #expect(try !kind.options(kind.required + kind.besides()).isEmpty)
  }

  @Test("each required option is missed by its name", arguments: Kind.all)
  func missing(kind: Kind) throws {
    for (index, option) in kind.declaration.options.filter(\.isRequired).enumerated() {
      var members = kind.required
      members.remove(at: index)
      let errors = try #require(throws: SpecErrors.self) { try kind.options(members) }
      let problem = "the stage kind '\(kind.declaration.kind)' needs the option '\(option.name)'"
      #expect(errors.errors.map(\.problem) == [problem])
    }
  }

  @Test("an option that isn't declared is refused", arguments: Kind.all)
  func undeclared(kind: Kind) throws {
    let errors = try #require(throws: SpecErrors.self) {
      try kind.options(kind.required + ["undeclared: 1"])
    }
    let problem = "unknown option 'undeclared' of the stage kind '\(kind.declaration.kind)'"
    #expect(errors.errors.map(\.problem) == [problem])
  }

  @Test("a default written out means the same as one left out", arguments: Kind.all)
  func defaults(kind: Kind) throws {
    let least = kind.required + kind.besides()
    let leftOut = try kind.options(least)
    for written in kind.declaration.options.compactMap(\.written) {
      #expect(try kind.options(least + [written]) == leftOut, "\(written)")
    }
  }

  @Test("so does a default inside an option", arguments: Kind.all)
  func innerDefaults(kind: Kind) throws {
    for option in kind.declaration.options {
      let besides = kind.besides(trying: option.name)
      let required = kind.required(
        of: kind.declaration.options.filter { other in
          other.name != option.name && !besides.contains { $0.hasPrefix("\(other.name):") }
        })
      let others = required + besides
      for (inner, text) in option.type.inner {
        let members = inner.requiredMembers + kind.inside(option.name)
        let defaults = inner.compactMap(\.written)
        // Options without defaults, as of `match`, may need one another.
        if defaults.isEmpty { continue }
        let leftOut = try kind.options(others + ["\(option.name): \(text(members))"])
        for written in defaults {
          let given = try kind.options(others + ["\(option.name): \(text(members + [written]))"])
          #expect(given == leftOut, "\(option.name), \(written)")
        }
      }
    }
  }

  @Test("what a kind or a form of it reads it writes again, edges aside", arguments: Kind.all)
  func roundTrip(kind: Kind) throws {
    let stage = try #require(StageCatalog.all.first { $0.name == kind.declaration.kind })
    for form in [stage] + stage.forms.values { try expectRoundTrips(form) }
  }

  private func expectRoundTrips<Stage: StageKind>(_ stage: Stage.Type) throws {
    let values = Stage.Options.declarations.canonicalValues
    #expect(values.count > Stage.Options.declarations.count)
    for value in values {
      let written = Stage.Options(reading: value).canonical
      #expect(written == value, "\(written.canonicalJSON) of \(value.canonicalJSON)")
    }
  }
}
