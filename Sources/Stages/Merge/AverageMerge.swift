internal import Models
internal import Options

/// The mean of every parameter of the models, the pooler included.
struct AverageMerge: MergeMethod {
  static let name = "average"
  static let about = "the mean of every parameter of the models"
  static let options: [OptionProperty<AverageMerge>] = []

  func merged(
    _ models: FineTunedModels, threads: Int, progress: (_ done: Int, _ all: Int) -> Bool
  ) -> StoredModel? {
    models.linearCombination(baseFactor: 0, modelFactor: 1 / Double(models.models.count))
  }
}
