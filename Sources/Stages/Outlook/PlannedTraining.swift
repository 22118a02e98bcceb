internal import Datasets
internal import Models
public import Pipeline
internal import Training

/// What a training stage will take, told before anything runs.
public struct PlannedTraining: Sendable {
  public let stage: StageID
  /// Of the model with its head.
  public let parameters: Int
  /// Sequences a step.
  let sequences: Int
  /// Of a step whose sequences are as long as they may be.
  public let tokens: Int
  /// Floating-point operations of the matrix products of such a step.
  public let operations: Int
  /// The most memory that the stage has at a time: of the program itself, for parameters, and for
  /// such a step.
  public let bytes: Int
  /// nil where they follow from the number of examples.
  public let steps: Int?

  /// - Parameters:
  ///   - model: With the heads that the data need.
  ///   - teacher: That it learns from; nil where there is none.
  init(
    _ stage: StageID, _ options: TrainOptions, model: ModelDescription, data: DataOutlook,
    teacher: ModelDescription?
  ) {
    let settings = options.settings(examples: 1)
    sequences = settings.batch
    let objective = data.costliest(settings.objective)
    let read = objective.rowsRead(ofTokens: data.longest, masking: settings.masking)
    self.stage = stage
    steps = options.steps
    parameters = ParameterLayout(model).count
    tokens = sequences * data.longest
    let lengths = Array(repeating: data.longest, count: sequences)
    let rowsRead = Array(repeating: read, count: sequences)
    operations =
      TrainingCost(model, lengths: lengths, rowsRead: rowsRead).operations
      + (teacher.map { TrainingCost($0, lengths: lengths, rowsRead: rowsRead).teaching } ?? 0)
    let memory = TrainingMemory(
      model, settings, objective: objective, lengths: lengths, rowsRead: rowsRead,
      teacher: teacher)
    bytes = memory.total + PeakMemory.bytesNow
  }
}
