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
    let models = PlannedModels(plan)
    return plan.stages.filter { $0.declaration.kind == "initialize" }.compactMap { stage in
      guard let sharing = stage.options["sharing"], SharingCatalog.kind(sharing).isFactorised,
        let encoder = models.encoder(of: stage), let options = models.decomposition(of: stage),
        !options.rule.needsSpectra
      else { return nil }
      return ContractionCosts(stage.id, encoder, options)
    }
  }

  private init(_ stage: StageID, _ encoder: EncoderShape, _ options: DecompositionOptions) {
    let chains = MatrixKind.allCases.map { matrix -> (FactorShape, [Int]) in
      let size = encoder.size(of: matrix)
      return (
        options.factors(rows: size.rows, columns: size.columns),
        options.bonds(rows: size.rows, columns: size.columns, spectra: [])
      )
    }
    func total(_ cost: (FactorShape, [Int]) -> Int) -> Int {
      encoder.layers * chains.reduce(0) { $0 + cost($1.0, $1.1) }
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

/// Models that a plan will make, as far as options tell.
private struct PlannedModels {
  private let stages: [StageID: PlannedStage]

  init(_ plan: Plan) {
    stages = Dictionary(plan.stages.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The sizes of the model that a stage leaves; the vocabulary is not known.
  func encoder(of stage: PlannedStage) -> EncoderShape? {
    if let sizes = stage.options["encoder"] { return ModelOptions.shape(sizes, vocabulary: 1) }
    guard let donor = donor(of: stage), var encoder = encoder(of: donor) else { return nil }
    encoder.layers = stage.options["layers"]?.integer ?? encoder.layers
    return encoder
  }

  /// How the matrices that a stage starts from are decomposed.
  func decomposition(of stage: PlannedStage) -> DecompositionOptions? {
    guard let donor = donor(of: stage), donor.declaration.kind == "decompose" else { return nil }
    return DecompositionOptions(donor.options)
  }

  private func donor(of stage: PlannedStage) -> PlannedStage? {
    stage.inputs.first { $0.role == "from" || $0.role == "model" }.flatMap { stages[$0.stage] }
  }
}
