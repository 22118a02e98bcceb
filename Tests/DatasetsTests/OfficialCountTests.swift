import Options
import FoundationEssentials
import Spec
import TestSupport
import Testing
import Tokenization

@testable import Datasets

/// Where the official files lie beside the project, for those who have them.
private let official =
  "/" + "\(#filePath)".split(separator: "/").dropLast(4).joined(separator: "/")
  + "/shared/data"

/// Published counts of rows: training, validation, test.
struct Published: CustomTestStringConvertible, Sendable {
  let name: String
  let counts: [String: Int]

  var testDescription: String { name }

  static let all: [Published] = [
    Published(name: "CoLA", counts: ["train": 8551, "validation": 1043, "test": 1063]),
    Published(name: "SST-2", counts: ["train": 67349, "validation": 872, "test": 1821]),
    Published(name: "MRPC", counts: ["train": 3668, "validation": 408, "test": 1725]),
    Published(name: "RTE", counts: ["train": 2490, "validation": 277, "test": 3000]),
    Published(name: "WNLI", counts: ["train": 635, "validation": 71, "test": 146]),
    Published(name: "STS-B", counts: ["train": 5749, "validation": 1500, "test": 1379]),
    Published(name: "QNLI-subset", counts: ["train": 4370, "validation": 1093]),
    Published(name: "QQP-subset", counts: ["train": 20000, "validation": 3496]),
    Published(name: "SICK", counts: ["train": 4500, "validation": 500, "test": 4927]),
    Published(name: "sentence-polarity", counts: ["train": 9596, "validation": 1066]),
    Published(name: "subjectivity", counts: ["train": 9000, "validation": 1000]),
  ]
}

@Suite(
  "official files have their published counts",
  .enabled(
    if: FileManager.default.fileExists(atPath: official + "/glue"),
    "needs the official files in ../shared/data"))
struct OfficialCountTests {
  @Test("with answers hidden and present", arguments: Published.all, ["hidden", "labelled"])
  func counts(published: Published, test: String) throws {
    let kind = try #require(
      DatasetCatalog.all.first { $0.name == published.name }
        as? any TabSeparatedDataset.Type)
    let task = kind.init().task
    if test == "labelled" && task.labelledTest == nil { return }
    if test == "hidden" && task.hiddenTests.isEmpty && published.counts["test"] != nil { return }
    let raw = try kind.init(
      reading: .map(["folder": .path("\(official)/\(task.path)"), "test": .text(test)])
    ).load()
    #expect(raw.splits.mapValues(\.count) == published.counts)
    let answered = raw.splits.filter { $0.key != "test" || test == "labelled" }.values.joined()
    #expect(answered.allSatisfy { ($0.label == nil) == ($0.score != nil) })
    #expect(answered.allSatisfy { !$0.text.isEmpty })
  }

  @Test("of the development questions of SQuAD, and each answer is found again by its tokens")
  func questions() throws {
    let raw = try SQuADDevSubset(
      reading: .map([
        "folder": .path("\(official)/glue/SQuAD"), "stride": .integer(128),
        "question": .integer(64),
      ])
    ).load()
    #expect(raw.splits.mapValues(\.count) == ["train": 8839, "validation": 1731])
    let all = raw.splits.values.joined()
    #expect(all.reduce(0) { $0 + ($1.answers?.count ?? 0) } == 34726)
    #expect(Set(all.compactMap(\.pair)).count == 2067)
    let vocabulary = try VocabularyFile.read(
      files: ["vocab.txt": "\(official)/vocab/bert-base-uncased-vocab.txt"])
    let tokenizer = try vocabulary.tokenizer()
    let data = EncodedDataset(raw.limited(to: 200), tokenizer: tokenizer, maximumLength: 384)
    for (name, split) in data.splits {
      let spans = try #require(split.spans)
      let stretches = spans.learnedStretches
      #expect(stretches.allSatisfy { $0 != nil }, "\(name)")
      for (text, question) in zip(
        spans.texts(of: stretches, tokenizer: tokenizer), spans.questions)
      {
        // Pieces are of whole words: an answer within one comes with the rest of it.
        #expect(text.contains(question.answers[0]))
      }
    }
  }
}
