internal import Models
internal import Options

/// Task arithmetic: θ = θ_0 + λ Σ (θ_i - θ_0) over all parameters, the pooler included (Ilharco et
/// al., arXiv 2212.04089, section 2).
///
/// The standard scale is the 0.3 that comparisons with it use; the paper chooses it on validation
/// data.
struct ArithmeticMerge: MergeMethod {
  static let name = "arithmetic"
  static let about = "the base plus what fine-tuning added to it in each model, times a scale"

  var scale = 0.3

  static let options: [OptionProperty<ArithmeticMerge>] = [
    .option(
      "scale", \.scale, .number(-10...10),
      "factor of what fine-tuning added; below 0 it takes what was learned away")
  ]

  func merged(
    _ models: FineTunedModels, threads: Int, progress: (_ done: Int, _ all: Int) -> Bool
  ) -> StoredModel? {
    models.linearCombination(
      baseFactor: 1 - scale * Double(models.models.count), modelFactor: scale)
  }
}
