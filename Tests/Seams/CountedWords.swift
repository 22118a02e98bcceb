internal import Options

/// A made-up data set whose texts repeat a word one to nine times: up to four times is the class
/// `few`, more is `many`.
struct CountedWords: DatasetKind {
  static let name = "counted-words"
  static let about = "Texts that repeat a word few or many times; made up, for trying things out"

  var examples = 90

  static let options: [OptionProperty<CountedWords>] = [
    .option("examples", \.examples, .integer(9...100_000), "number of examples in each split")
  ]

  var content: DatasetContent { .classes }
  var classes: [String]? { ["few", "many"] }

  func load() throws -> RawDataset {
    let words = ["red", "green", "blue"]
    let all = (0..<examples).map { index in
      let times = index % 9 + 1
      let text = Array(repeating: words[index % 3], count: times).joined(separator: " ")
      return RawExample(text, label: times > 4 ? 1 : 0)
    }
    return RawDataset(
      content: content, splits: ["train": all, "validation": all], classes: ["few", "many"],
      source: "made up")
  }
}
