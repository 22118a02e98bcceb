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
    let layers = model.encoder.layers
    let chains = MatrixKind.allCases.compactMap { matrix in
      model.factorisation(of: matrix).map { (chain: $0, forms: model.forms(of: matrix)) }
    }
    /// Adds up a number of every matrix; those of experts are all rebuilt, but a token meets one.
    func total(
      isOfToken: Bool = false, _ cost: (FactorShape, [Int]) -> Int
    ) -> Int {
      chains.reduce(0) {
        $0 + (isOfToken ? layers : $1.forms) * cost($1.chain.factors, $1.chain.bonds)
      }
    }
    self.stage = stage
    matrices = total { _, _ in 1 }
    rebuilding = total { ContractionOrder(factors: $0, bonds: $1).cost }
    leftToRight = total { $0.leftToRightCost(bonds: $1) }
    denseToken = total(isOfToken: true) { factors, _ in factors.rowCount * factors.columnCount }
    tensorToken = total(isOfToken: true) { $0.applicationCost(bonds: $1) }
    applied = total { $0.appliesDirectly(bonds: $1) ? 1 : 0 }
  }
}
