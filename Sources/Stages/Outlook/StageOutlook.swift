internal import Models

/// What a stage will leave and take, as far as options and its inputs tell before anything runs.
///
/// `plan` shows it, and later stages of the plan build on it. A kind makes it from the same
/// functions as its work, so that the two can't differ.
public struct StageOutlook: Sendable {
  /// The model that it leaves, with a vocabulary as large as it may become; of parts, the donor.
  let model: ModelDescription?
  /// How the donor's matrices are held by the parts that it leaves; nil for other products, and
  /// where bonds depend on what matrices hold.
  let factorisations: [String: ModelDescription.Factorisation]?
  /// The data that it leaves.
  let data: DataOutlook?
  /// What it will take to train; worked out when asked, as few commands do.
  let training: @Sendable () -> PlannedTraining?
  /// What multiplying with its model's tensors will cost; worked out when asked.
  let contraction: @Sendable () -> ContractionCosts?

  init(
    model: ModelDescription? = nil,
    factorisations: [String: ModelDescription.Factorisation]? = nil, data: DataOutlook? = nil,
    training: @escaping @Sendable () -> PlannedTraining? = { nil },
    contraction: @escaping @Sendable () -> ContractionCosts? = { nil }
  ) {
    self.model = model
    self.factorisations = factorisations
    self.data = data
    self.training = training
    self.contraction = contraction
  }
}
