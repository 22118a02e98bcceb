internal import Options

/// Sentences of film reviews with the mean of at least twenty people's ratings (Hutto and Gilbert,
/// "VADER", ICWSM 2014), split by a hash of their texts.
enum MovieReviews: TabSeparatedDataset {
  private static let file = TaskFile(
    "movieReviewSnippets_GroundTruth.txt", hasHeader: false, text: 3, answer: 2)

  static let ownOptions = [
    OptionDeclaration(
      "target", .choice(["rating", "sign"]), .standard(.text("rating")),
      "rating: a score from -4 to 4; sign: negative or positive, without those rated 0")
  ]

  static func task(_ options: Value) -> TabSeparatedTask {
    TabSeparatedTask(
      name: "movie-reviews",
      about: "Sentences of film reviews and how people rate their sentiment, split 80/10/10",
      place: "reviews", answer: .score(-4...4), files: ["all": file],
      source: "film reviews rated for VADER (Hutto and Gilbert 2014), MIT licence",
      fetchedAs: "vader-movie-reviews")
  }

  static func content(_ options: Value) -> DatasetContent {
    options["target"]?.text == "sign" ? .classes : .scores
  }

  static func classes(_ options: Value) -> [String]? {
    content(options) == .classes ? ["negative", "positive"] : []
  }

  static func load(_ options: Value) throws -> RawDataset {
    if let missing = missing(options) { throw DatasetError(missing) }
    let task = task(options)
    let isClassified = content(options) == .classes
    var splits: [String: [RawExample]] = ["train": [], "validation": [], "test": []]
    for example in try task.examples(file, in: try options.requiredText("folder")) {
      guard let told = isClassified ? signed(example) : example else { continue }
      splits[split(of: example.text), default: []].append(told)
    }
    return RawDataset(
      content: content(options), splits: splits, classes: classes(options) ?? [],
      source: task.source
    ).limited(to: options["limit"]?.integer)
  }

  private static func signed(_ example: RawExample) -> RawExample? {
    guard let score = example.score, score != 0 else { return nil }
    return RawExample(example.text, label: score > 0 ? 1 : 0)
  }

  /// Equal texts are in one split.
  private static func split(of text: String) -> String {
    switch StableHash.of(text) % 10 {
    case 0..<8: "train"
    case 8: "validation"
    default: "test"
    }
  }
}
