internal import MatrixProduct
internal import Models
public import Pipeline

/// The predicted costs of multiplying with matrices that a model holds as tensors, in
/// multiply-adds.
public struct ContractionCosts: Sendable {
  /// The stage that makes the model.
  public let stage: StageID
  /// Number of matrices that are held as tensors.
  public let matrices: Int
  /// Costs of rebuilding all matrices once, in the cheapest order and from left to right.
  public let rebuilding, leftToRight: Int
  /// Costs of a token with the rebuilt matrices, and with their tensors.
  public let denseToken, tensorToken: Int
  /// Number of matrices whose tensors are applied one after the other, as that is cheaper.
  public let applied: Int

  /// Computes the costs of a model.
  ///
  /// - Parameter model: A model held as tensors with known bonds.
  init(_ stage: StageID, _ model: ModelDescription) {
    let encoder = model.encoder
    let chains = MatrixKind.allCases.compactMap { model.factorisation(of: $0) }
    func total(_ cost: (FactorShape, [Int]) -> Int) -> Int {
      encoder.layers * chains.reduce(0) { $0 + cost($1.factors, $1.bonds) }
    }
    self.stage = stage
    matrices = encoder.layers * chains.count
    rebuilding = total { ContractionOrder(factors: $0, bonds: $1).cost }
    leftToRight = total { $0.leftToRightCost(bonds: $1) }
    denseToken = total { factors, _ in factors.rowCount * factors.columnCount }
    tensorToken = total { $0.applicationCost(bonds: $1) }
    applied = total { $0.appliesDirectly(bonds: $1) ? 1 : 0 }
  }
}
