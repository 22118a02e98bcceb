internal import Options

/// The development questions of SQuAD v1.1, split by article.
struct SQuADDevSubset: QuestionDataset {
  static let name = "SQuAD-dev-subset"
  static let about =
    "Part of SQuAD, whose results are no SQuAD results: its development questions, split by article"
  static let caveat: String? =
    "SQuAD's development questions, split by article; these are no results of SQuAD"
  static let files = ["dev-v1.1.rebuilt.json", "split.tsv"]
  static let source =
    "a split by article of the development questions of SQuAD v1.1 (Rajpurkar et al. 2016), "
    + "rebuilt from its authors' pages; CC BY-SA 4.0"
  static let fetchedAs: String? = nil

  var folder = Self.usualFolder
  var windows = WindowRule()

  /// Names of the splits by the names that the file of articles has for them.
  private static let parts = ["train-subset": "train", "dev-subset": "validation"]

  func splits() throws(DatasetError) -> [String: [RawExample]] {
    let articles = try Self.articles("\(folder)/\(Self.files[1])")
    let path = "\(folder)/\(Self.files[0])"
    let questions = try QuestionFile.questions(path)
    var problems: [String] = []
    var splits: [String: [RawExample]] = ["train": [], "validation": []]
    for question in questions {
      if let split = articles[question.title] {
        splits[split, default: []].append(question.example)
      } else if problems.last?.contains("'\(question.title)'") != true {
        problems.append("\(path): \(Self.files[1]) has no article '\(question.title)'")
      }
    }
    try DelimitedTable.report(problems)
    return splits
  }

  /// Reads the split of each article by its title.
  private static func articles(_ path: String) throws(DatasetError) -> [String: String] {
    let table = try DelimitedTable(path, format: .tabs, columns: ["title", "part"])
    let (title, part) = (try table.index(ofColumn: "title"), try table.index(ofColumn: "part"))
    let known = parts.keys.sorted().joined(separator: ", ")
    try DelimitedTable.report(
      table.rows.filter { parts[$0.fields[part]] == nil }.map { row in
        "\(path):\(row.line): expected one of \(known), found '\(row.fields[part].excerpt)'"
      })
    return Dictionary(
      table.rows.map { ($0.fields[title], parts[$0.fields[part]] ?? "") },
      uniquingKeysWith: { first, _ in first })
  }
}
