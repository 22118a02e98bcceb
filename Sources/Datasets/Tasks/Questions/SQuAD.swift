/// The questions of SQuAD v1.1 on paragraphs of Wikipedia, whose answers are stretches of the
/// paragraph (Rajpurkar et al., EMNLP 2016).
struct SQuAD: QuestionDataset {
  static let name = "SQuAD"
  static let about = "SQuAD v1.1: finding the answer to a question in a paragraph of Wikipedia"
  static let files = ["train-v1.1.json", "dev-v1.1.json"]
  static let source = "SQuAD v1.1 (Rajpurkar et al. 2016), CC BY-SA 4.0"
  static let fetchedAs: String? = "squad"

  var folder = Self.usualFolder
  var windows = WindowRule()

  func splits() throws(DatasetError) -> [String: [RawExample]] {
    [
      "train": try QuestionFile.questions("\(folder)/\(Self.files[0])").map(\.example),
      "validation": try QuestionFile.questions("\(folder)/\(Self.files[1])").map(\.example),
    ]
  }
}
