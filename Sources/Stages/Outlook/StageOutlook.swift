internal import Models
internal import Pipeline

/// The predicted product and costs of a stage, as far as they follow from its options and inputs.
///
/// `plan` prints the costs, and the predictions of later stages build on the product. A stage kind
/// makes the prediction with the functions that do its work, so that the two can't differ.
public struct StageOutlook: Sendable {
  /// The model that the stage leaves, with the largest possible vocabulary; for parts, the donor.
  let model: ModelDescription?
  /// Whether the model may differ in its bonds, and so in its size, from the one that will be left.
  var isApproximate = false
  /// The factors and bonds of the donor's matrices in the parts that the stage leaves.
  ///
  /// They are nil for other products, and where bonds depend on the values of matrices.
  let factorisations: [String: ModelDescription.Factorisation]?
  /// The data that the stage leaves.
  let data: DataOutlook?
  /// Names and shapes of the multipliers of updates that the stage leaves; nil for other products.
  let multiplierShapes: [String: [Int]]?
  /// The costs of training; computed on demand, as few commands need them.
  let training: @Sendable () -> PlannedTraining?
  /// The costs of multiplying with the model's tensors; computed on demand.
  let contraction: @Sendable () -> ContractionCosts?
  /// The metrics that the kind declares as planned; computed on demand.
  var metrics: @Sendable () -> [Metric] = { [] }

  init(
    model: ModelDescription? = nil,
    factorisations: [String: ModelDescription.Factorisation]? = nil, data: DataOutlook? = nil,
    multiplierShapes: [String: [Int]]? = nil,
    training: @escaping @Sendable () -> PlannedTraining? = { nil },
    contraction: @escaping @Sendable () -> ContractionCosts? = { nil }
  ) {
    self.model = model
    self.factorisations = factorisations
    self.data = data
    self.multiplierShapes = multiplierShapes
    self.training = training
    self.contraction = contraction
  }
}
