internal import Options
internal import Statistics

/// Sentences of film reviews with the mean of at least twenty people's ratings (Hutto and Gilbert,
/// "VADER", ICWSM 2014), split by a hash of their texts.
struct MovieReviews: TabSeparatedDataset {
  static let name = "movie-reviews"
  static let about = "Sentences of film reviews and how people rate their sentiment, split 80/10/10"

  enum Target: String, CaseIterable, Sendable { case rating, sign }

  private static let file = TaskFile(
    "movieReviewSnippets_GroundTruth.txt", hasHeader: false, text: 3, answer: 2)

  var target = Target.rating
  var chosen = ChosenFiles()

  static let ownOptions: [OptionProperty<MovieReviews>] = [
    .option(
      "target", \.target, .choice,
      "rating: a score from -4 to 4; sign: negative or positive, without those rated 0")
  ]

  let task = TabSeparatedTask(
    path: "reviews", answer: .score(-4...4), files: ["all": file],
    source: "film reviews rated for VADER (Hutto and Gilbert 2014), MIT licence",
    fetchedAs: "vader-movie-reviews")

  var content: DatasetContent { target == .sign ? .classes : .scores }

  var classes: [String]? { target == .sign ? ["negative", "positive"] : [] }

  func load() throws -> RawDataset {
    var splits: [String: [RawExample]] = ["train": [], "validation": [], "test": []]
    var broken = BrokenRows()
    for example in try task.examples(Self.file, in: folder, broken: &broken) {
      guard let kept = target == .sign ? Self.signed(example) : example else { continue }
      splits[Self.split(of: example.text), default: []].append(kept)
    }
    return RawDataset(
      content: content, splits: splits, classes: classes ?? [], source: task.source,
      broken: broken)
  }

  private static func signed(_ example: RawExample) -> RawExample? {
    guard let score = example.score, score != 0 else { return nil }
    return RawExample(example.text, label: score > 0 ? 1 : 0)
  }

  /// Returns the split of a text, so that equal texts are in one split.
  private static func split(of text: String) -> String {
    switch StableHash.of(text) % 10 {
    case 0..<8: "train"
    case 8: "validation"
    default: "test"
    }
  }
}
