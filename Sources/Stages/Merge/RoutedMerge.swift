internal import Models
internal import Options

/// SMILE: the base with an expert of low rank for each model, chosen for each token in each linear
/// layer by how much of the token lies in the directions that fine-tuning changed (arXiv
/// 2408.10174, and its released code).
///
/// Linear layers are the six matrices of each layer and the pooler; embeddings and norms stay the
/// base's.
struct RoutedMerge: MergeMethod {
  static let name = "smile"
  static let about =
    "the base with a low-rank expert for each model, chosen by a router for each token"

  var gateRank = 1
  var rank = IntegerOrWord.integer(16)
  var top = 1

  static let options: [OptionProperty<RoutedMerge>] = [
    .option(
      "gate_rank", \.gateRank, .integer(1...65_536),
      "number of an expert's directions by which the router scores it"),
    .option(
      "rank", \.rank, .integer(1...65_536, orWords: ["full"]),
      "largest rank of an expert; `full` truncates nothing"),
    .option(
      "top", \.top, .integer(1...1024), "number of experts that count for a token"),
  ]

  let mergesAdapters = false

  func problem(merging count: Int) -> String? {
    top > count ? "'top' is \(top), but the number of models is \(count)" : nil
  }

  func description(_ plain: ModelDescription, merging count: Int) -> ModelDescription {
    var description = plain
    description.routedTerms = terms(merging: count)
    return description
  }

  func merged(
    _ models: FineTunedModels, threads: Int, progress: (_ done: Int, _ all: Int) -> Bool
  ) -> StoredModel? {
    models.routed(
      by: terms(merging: models.models.count), threads: threads, progress: progress)
  }

  private func terms(merging count: Int) -> RoutedTerms {
    RoutedTerms(count: count, rank: rank.integer, gateRank: gateRank, top: top)
  }
}
