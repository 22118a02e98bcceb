/// Some of a model's parameters: those of one part, perhaps of certain matrices and layers alone.
package struct ParameterSelection: Hashable, Sendable {
  package var part: Parameter.Part
  /// nil for all; otherwise only parameters of these matrices.
  package var matrices: Set<MatrixKind>?
  /// nil for all; otherwise only parameters that these layers own, counted from 0. A shared
  /// parameter is owned by the first layer that it serves.
  package var layers: Set<Int>?

  package init(
    _ part: Parameter.Part, matrices: Set<MatrixKind>? = nil, layers: Set<Int>? = nil
  ) {
    self.part = part
    self.matrices = matrices
    self.layers = layers
  }

  package func contains(_ parameter: Parameter) -> Bool {
    guard parameter.part == part else { return false }
    if let layers {
      guard let owner = parameter.owner, layers.contains(owner.layer) else { return false }
    }
    guard let matrices else { return true }
    guard case .matrix(let matrix)? = parameter.owner?.site else { return false }
    return matrices.contains(matrix)
  }
}

extension ParameterLayout {
  /// The names of the parameters in any of the selections.
  package func names(in selections: [ParameterSelection]) -> Set<String> {
    Set(
      parameters.filter { parameter in selections.contains { $0.contains(parameter) } }.map(\.name))
  }
}
