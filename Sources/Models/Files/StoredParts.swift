internal import FoundationEssentials
package import MatrixProduct

/// The decomposition of a donor as a stage stores it beside the donor's own files: `parts.json` and
/// `parts.safetensors`.
///
/// `parts.json` has the factors and bonds of each matrix kind; the tensors are named
/// `<donor parameter>.local.<1...n>`.
package struct StoredParts {
  package static let factorFile = "parts.json"
  package static let tensorFile = "parts.safetensors"

  /// Factorisations by matrix name.
  package let factorisations: [String: ModelDescription.Factorisation]
  /// Chains by the donor's parameter name.
  package let operators: [String: MatrixProductOperator]

  package init(
    factorisations: [String: ModelDescription.Factorisation],
    operators: [String: MatrixProductOperator]
  ) {
    (self.factorisations, self.operators) = (factorisations, operators)
  }

  /// Reads the parts of `donor`.
  ///
  /// - Parameter files: The paths of the files by their names.
  /// - Throws: `TensorFileError` where a file or tensor is missing or has another shape.
  package init(files: [String: String], donor: StoredModel) throws {
    guard let factors = files[Self.factorFile], let tensors = files[Self.tensorFile] else {
      throw TensorFileError(Self.factorFile, "or \(Self.tensorFile) is missing")
    }
    let json = try Data(contentsOf: URL(filePath: factors))
    factorisations = try JSONDecoder().decode(
      [String: ModelDescription.Factorisation].self, from: json)
    let file = try SafetensorsFile(path: tensors)
    var operators: [String: MatrixProductOperator] = [:]
    for (key, name) in donor.description.decomposable() {
      guard let factorisation = factorisations[key] else { continue }
      let locals = try factorisation.rows.indices.map { index in
        let local = "\(name).local.\(index + 1)"
        guard file.shape(of: local) == factorisation.shape(ofTensor: index) else {
          throw TensorFileError(
            tensors, "lacks \(local) of \(factorisation.shape(ofTensor: index))")
        }
        return try file.values(of: local)
      }
      operators[name] = MatrixProductOperator(
        factors: factorisation.factors, bonds: factorisation.bonds, tensors: locals)
    }
    self.operators = operators
  }

  /// Returns the parts with no bond of the layers' matrices above `cap`; word embeddings keep
  /// theirs.
  package func sliced(toBond cap: Int, donor: ModelDescription) -> StoredParts {
    let layers = Set(donor.denseMatrices().map(\.name))
    var model = donor
    model.factorisations = factorisations
    model.slice(toBond: cap)
    let sliced = operators.map { name, chain in
      (name, layers.contains(name) ? chain.sliced(toBond: cap) : chain)
    }
    return StoredParts(
      factorisations: model.factorisations, operators: Dictionary(uniqueKeysWithValues: sliced))
  }

  /// Writes the two files of the parts into a folder, in the order of the donor's matrices.
  ///
  /// - Returns: The paths of the files by their names.
  package func write(into folder: String, donor: ModelDescription) throws -> [String: String] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    try writeDurably(encoder.encode(factorisations), to: "\(folder)/\(Self.factorFile)")
    var writer = SafetensorsWriter()
    for (key, name) in donor.decomposable() {
      guard let whole = operators[name], let factorisation = factorisations[key] else {
        continue
      }
      for (index, values) in whole.tensors.enumerated() {
        writer.add(
          "\(name).local.\(index + 1)", shape: factorisation.shape(ofTensor: index), values: values)
      }
    }
    try writer.write(to: "\(folder)/\(Self.tensorFile)")
    return [
      Self.factorFile: "\(folder)/\(Self.factorFile)",
      Self.tensorFile: "\(folder)/\(Self.tensorFile)",
    ]
  }
}

extension ModelDescription {
  /// Whether every matrix of the layers is stored whole, neither rebuilt nor adapted.
  package var hasWholeMatrices: Bool {
    if experts != nil { return false }
    let slots = SlotTable(self)
    return (0..<encoder.layers).allSatisfy { layer in
      MatrixKind.allCases.allSatisfy { matrix in
        guard case .parameter(let slot, _) = slots.recipe(of: matrix, layer: layer) else {
          return false
        }
        return slot.part == .dense
      }
    }
  }

  /// Lists the matrices that may be decomposed, each with its key in ``factorisations`` and the
  /// name of its parameter: those of the layers in order, then the word embeddings.
  package func decomposable() -> [(key: String, name: String)] {
    denseMatrices().map { ($0.matrix.rawValue, $0.name) }
      + [(Self.wordEmbeddings, ParameterNames(self).wordEmbeddings)]
  }

  /// Lists the dense matrices of the layers in checkpoint order, a shared one once, each with its
  /// parameter name.
  package func denseMatrices() -> [(matrix: MatrixKind, name: String)] {
    let slots = SlotTable(self)
    var seen: Set<String> = []
    return (0..<encoder.layers).flatMap { layer in
      MatrixKind.allCases.compactMap { matrix in
        let name = slots.name(
          of: ParameterSlot(layer: layer, site: .matrix(matrix), part: .dense))
        return seen.insert(name).inserted ? (matrix, name) : nil
      }
    }
  }
}
