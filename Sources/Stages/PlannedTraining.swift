internal import Options
internal import Datasets
internal import Models
public import Pipeline
internal import Spec
internal import Training

/// What a training stage will take, told before anything runs.
public struct PlannedTraining: Sendable {
  public let stage: StageID
  /// Of the model with its head.
  public let parameters: Int
  /// Of a step whose sequences are as long as they may be.
  public let tokens: Int
  /// Floating-point operations of the matrix products of such a step.
  public let operations: Int
  /// The most memory that the stage has at a time: of the program itself, for parameters, and for
  /// such a step.
  public let bytes: Int
  /// nil where they follow from the number of examples.
  public let steps: Int?

  /// Every training stage of a plan whose model's sizes are known.
  public static func all(of plan: Plan) -> [PlannedTraining] {
    let stages = plan.stages.filter { $0.declaration.kind == "train" }
    if stages.isEmpty { return [] }
    let models = PlannedModels(plan)
    return stages.compactMap { stage in
      guard let model = models.description(of: stage), let data = models.data(of: stage) else {
        return nil
      }
      let teacher = models.teacher(of: stage)
      let options = TrainOptions(reading: stage.options)
      guard teacher != nil || options.distillation == nil else { return nil }
      return PlannedTraining(stage.id, options, model, data, teacher: teacher)
    }
  }

  private init(
    _ stage: StageID, _ options: TrainOptions, _ model: ModelDescription, _ data: PlannedData,
    teacher: ModelDescription?
  ) {
    let settings = options.settings(examples: 1)
    let sequences = settings.batch
    let read =
      switch data.content {
      case .runningText: settings.masking.count(ofOrdinary: max(0, data.longest - 2))
      case .classes, .scores: 1
      case .answers: data.longest
      }
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
      model, settings, lengths: lengths, rowsRead: rowsRead, teacher: teacher)
    bytes = memory.total + PeakMemory.bytesNow
  }
}
