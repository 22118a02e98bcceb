internal import Options
internal import MatrixProduct
internal import Models
public import Pipeline
internal import Spec

/// What multiplying with the matrices of a model held as tensors will cost, told before anything
/// runs; in multiply-adds.
public struct ContractionCosts: Sendable {
  /// The stage that makes the model.
  public let stage: StageID
  /// How many matrices are rebuilt.
  public let matrices: Int
  /// To rebuild all of them, once per optimizer step: in the cheapest order, or left to right.
  public let rebuilding, leftToRight: Int
  /// For one token: by the rebuilt matrices, and by their tensors.
  public let denseToken, tensorToken: Int
  /// How many of the matrices are multiplied with by their tensors, for that is cheaper.
  public let applied: Int

  /// The costs of every model that a plan initializes as tensors, where bonds are known before
  /// matrices are: not by relative error or ratio.
  public static func all(of plan: Plan) -> [ContractionCosts] {
    let stages = plan.stages.filter { $0.declaration.kind == "initialize" }
    if stages.isEmpty { return [] }
    let models = PlannedModels(plan)
    return stages.compactMap { stage in
      guard InitializeOptions(reading: stage.options).sharing.isFactorised,
        let model = models.description(of: stage)
      else { return nil }
      return ContractionCosts(stage.id, model)
    }
  }

  private init(_ stage: StageID, _ model: ModelDescription) {
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
