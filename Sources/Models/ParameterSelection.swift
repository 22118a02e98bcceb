package import Options

/// Some of a model's parameters: those of one part, perhaps of certain matrices, layers and names
/// alone.
package struct ParameterSelection: Hashable, Sendable {
  package var part: Parameter.Part
  /// The matrices whose parameters are selected; nil for all.
  package var matrices: Set<MatrixKind>?
  /// The layers whose own parameters are selected, counted from 0; nil for all. A shared parameter
  /// is owned by the first layer that uses it.
  package var layers: Set<Int>?
  /// Endings of the names of the parameters that are selected, such as `adapter.left`; nil for all.
  package var endings: [String]?

  package init(
    _ part: Parameter.Part, matrices: Set<MatrixKind>? = nil, layers: Set<Int>? = nil,
    endings: [String]? = nil
  ) {
    self.part = part
    self.matrices = matrices
    self.layers = layers
    self.endings = endings
  }

  package func contains(_ parameter: Parameter) -> Bool {
    guard parameter.part == part else { return false }
    if let layers {
      guard let owner = parameter.owner, layers.contains(owner.layer) else { return false }
    }
    if let endings, !endings.contains(where: { parameter.name.hasSuffix(".\($0)") }) {
      return false
    }
    guard let matrices else { return true }
    guard case .matrix(let matrix)? = parameter.owner?.site else { return false }
    return matrices.contains(matrix)
  }
}

extension ParameterSelection {
  /// The selection as messages name it, such as `'matrices' of query in the layers 0, 2`.
  package var inWords: String {
    let kinds = matrices.map { matrices in
      MatrixKind.allCases.filter(matrices.contains).map(\.rawValue).joined(separator: ", ")
    }
    let numbers = layers.map { $0.sorted().map(String.init).joined(separator: ", ") }
    return "'\(part.rawValue)'" + (kinds.map { " of \($0)" } ?? "")
      + (numbers.map { " in the layers \($0)" } ?? "")
      + (endings.map { " named \($0.joined(separator: ", "))" } ?? "")
  }
}

extension ParameterLayout {
  /// Returns the names of the parameters in any of the selections.
  package func names(in selections: [ParameterSelection]) -> Set<String> {
    Set(
      parameters.filter { parameter in selections.contains { $0.contains(parameter) } }.map(\.name))
  }
}

extension ParameterSelection {
  /// The option form of a selection: a part by name, or a mapping that narrows it.
  package static var form: OptionForm<ParameterSelection> {
    OptionForm(
      .variant(noun: "part", Parameter.Part.allCases.map(variant)),
      read: { value in
        guard let part = value.kind.flatMap(Parameter.Part.init(rawValue:)) else { return nil }
        let narrowing = Narrowing(reading: value)
        return ParameterSelection(
          part, matrices: narrowing.matrices.map { Set($0) },
          layers: narrowing.layers.map { Set($0) }, endings: narrowing.endings)
      },
      write: \.canonical)
  }

  private var canonical: Value {
    let narrowing = Narrowing(
      matrices: matrices.map { MatrixKind.allCases.filter($0.contains) }, layers: layers?.sorted(),
      endings: endings)
    var members = narrowing.canonical.map ?? [:]
    members["kind"] = .text(part.rawValue)
    return .map(members)
  }

  private static func variant(of part: Parameter.Part) -> OptionVariant {
    OptionVariant(
      part.rawValue, about: part.about, options: part.isOfLayers ? Narrowing.declarations : [])
  }
}

/// The matrices, layers and names that a selection of a part is narrowed to.
private struct Narrowing: OptionSet {
  var matrices: [MatrixKind]?
  var layers: [Int]?
  var endings: [String]?

  static let options: [OptionProperty<Narrowing>] = [
    .optional("matrices", \.matrices, .list(.choice), "only those of these matrices"),
    .optional(
      "layers", \.layers, .list(.integer(0...1023)),
      "only those of these layers, from 0; a shared one is of the first layer that uses it"),
    .optional(
      "names", \.endings, .list(.text),
      "only those whose names in the model's file end in one of these, such as adapter.left"),
  ]
}

extension Parameter.Part {
  fileprivate var isOfLayers: Bool {
    switch self {
    case .matrices, .central, .auxiliary, .adapters, .vectors: true
    case .embeddings, .pooler, .heads: false
    }
  }

  fileprivate var about: String {
    switch self {
    case .embeddings: "word, position and segment embeddings, their norm and projection"
    case .matrices: "whole matrices of layers"
    case .central: "central tensors"
    case .auxiliary: "auxiliary tensors"
    case .adapters: "adapters"
    case .vectors: "biases and norms of layers"
    case .pooler: "the pooler under a classifier"
    case .heads: "the classifier, or the head of masked language modelling"
    }
  }
}
