internal import Options

/// Texts of one word, said once to nine times: few or many.
struct CountedWords: DatasetKind {
  static let name = "counted-words"
  static let about = "A word said once to nine times: few times or many; made up, for trying out"

  var examples = 90

  static let options: [OptionProperty<CountedWords>] = [
    .option("examples", \.examples, .integer(9...100_000), "how many there are in each split")
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
