internal import Datasets
internal import Models
public import Pipeline
internal import Training

/// The predicted costs of a training stage.
public struct PlannedTraining: Sendable {
  public let stage: StageID
  /// Number of parameters of the model with its head.
  public let parameters: Int
  /// Number of sequences of a step.
  let sequences: Int
  /// Number of tokens of a step whose sequences are as long as possible.
  public let tokens: Int
  /// Floating-point operations of the matrix products of such a step.
  public let operations: Int
  /// Peak memory of the stage in bytes: of the program itself, for parameters, and for such a step.
  public let bytes: Int
  /// Number of optimizer steps; nil where it follows from the number of examples.
  public let steps: Int?

  /// Predicts the costs of a training stage.
  ///
  /// - Parameters:
  ///   - model: The model with the heads that the data need.
  ///   - teacher: The model that it learns from; nil where there is none.
  ///   - trainers: Number of trainers of the model that are in memory at once.
  init(
    _ stage: StageID, _ options: TrainOptions, model: ModelDescription, data: DataOutlook,
    teacher: ModelDescription?, trainers: Int = 1
  ) {
    let settings = options.settings(examples: 1)
    sequences = settings.batchSize
    let objective = data.costliest(settings.objective)
    let read = objective.rowsRead(ofTokens: data.longest, masking: settings.masking)
    self.stage = stage
    steps = options.steps
    let layout = ParameterLayout(model)
    parameters = layout.count
    tokens = sequences * data.longest
    let lengths = Array(repeating: data.longest, count: sequences)
    let rowsRead = Array(repeating: read, count: sequences)
    operations = Self.operations(model, teacher: teacher, lengths: lengths, rowsRead: rowsRead)
    let memory = TrainingMemory(
      model, settings, objective: objective, lengths: lengths, rowsRead: rowsRead,
      teacher: teacher)
    let others = (trainers - 1) * settings.numbersKept(model, in: layout)
    bytes = memory.total + others * MemoryLayout<Float>.stride + PeakMemory.bytesNow
  }

  /// Counts the operations of a step alone, which takes less time than predicting all costs.
  static func operations(
    _ options: TrainOptions, model: ModelDescription, data: DataOutlook, teacher: ModelDescription?
  ) -> Int {
    let settings = options.settings(examples: 1)
    let read = data.costliest(settings.objective)
      .rowsRead(ofTokens: data.longest, masking: settings.masking)
    return operations(
      model, teacher: teacher,
      lengths: Array(repeating: data.longest, count: settings.batchSize),
      rowsRead: Array(repeating: read, count: settings.batchSize))
  }

  private static func operations(
    _ model: ModelDescription, teacher: ModelDescription?, lengths: [Int], rowsRead: [Int]
  ) -> Int {
    TrainingCost(model, lengths: lengths, rowsRead: rowsRead).operations
      + (teacher.map { TrainingCost($0, lengths: lengths, rowsRead: rowsRead).teaching } ?? 0)
  }
}
