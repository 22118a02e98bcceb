import Options
import Platform
import Spec
import TestSupport
import Testing

@testable import Datasets

/// A task with a file of each sort.
private let sample = TabSeparatedTask(
  path: "glue/sample",
  answer: .classes(["no", "yes"], written: ["0", "1"]),
  files: [
    "train": TaskFile("train.tsv", hasHeader: false, text: 4, answer: 2),
    "validation": TaskFile("dev.tsv", text: "b", pair: "c", answer: "a"),
  ], source: "nowhere")

@Suite("tab-separated tasks")
struct TaskTests {
  @Test("headerless and named columns; quotes, ragged rows, CRLF and a byte-order mark")
  func files() throws {
    try withTemporaryFolder { folder in
      _ = try write("x\t1\t*\t\"It's\tmore\ny\t0\t\tnone".utf8, "train.tsv", in: folder)
      _ = try write("\u{FEFF}a\tb\tc\r\n1\tone\ttwo\r\n".utf8, "dev.tsv", in: folder)
      let train = try sample.examples(try #require(sample.files["train"]), in: folder)
      #expect(train == [RawExample("\"It's", label: 1), RawExample("none", label: 0)])
      let validation = try sample.examples(try #require(sample.files["validation"]), in: folder)
      #expect(validation == [RawExample("one", pair: "two", label: 1)])
    }
  }

  @Test("rows that are too short, and answers that are none, are named by line")
  func problems() throws {
    try withTemporaryFolder { folder in
      let path = try write("y\t0\n".utf8, "train.tsv", in: folder)
      let file = try #require(sample.files["train"])
      let short = #expect(throws: DatasetError.self) { try sample.examples(file, in: folder) }
      #expect(short?.description == "\(path):1: expected at least 4 columns, found 2")
      _ = try write("x\tyes\t\ta\n".utf8, "train.tsv", in: folder)
      let other = #expect(throws: DatasetError.self) { try sample.examples(file, in: folder) }
      #expect(other?.description == "\(path):1: expected one of 0, 1, found 'yes'")
    }
  }

  @Test("scores are numbers within their range")
  func scores() throws {
    try withTemporaryFolder { folder in
      let task = STSB().task
      let file = try #require(task.labelledTest)
      let path = try write("g\tf\ty\ti\t2.5\tone\ttwo\tx\n".utf8, file.name, in: folder)
      let read = try task.examples(file, in: folder)
      #expect(read == [RawExample("one", pair: "two", score: 2.5)])
      _ = try write("g\tf\ty\ti\t5.5\tone\ttwo\n".utf8, file.name, in: folder)
      let error = #expect(throws: DatasetError.self) { try task.examples(file, in: folder) }
      #expect(error?.description == "\(path):1: expected a number from 0.0 to 5.0, found '5.5'")
    }
  }

  @Test("what isn't there is said with its path and how to get it")
  func missing() throws {
    try withTemporaryFolder { folder in
      let options = Value.map(["kind": .text("RTE"), "folder": .path(folder)])
      let message = """
        RTE: there is no \(folder)/dev.tsv; run `bondlab data get glue-rte` or set BONDLAB_DATA \
        to a folder with glue/RTE/dev.tsv
        """
      #expect(RTE(reading: options).missing == message)
      #expect(throws: DatasetError(message)) { try ChosenDataset(options).load() }
    }
  }

  @Test("a test file is read with or without its answers, as chosen")
  func testFiles() throws {
    try withTemporaryFolder { folder in
      try write(MRPC().task, in: folder)
      func test(_ choice: String) throws -> [RawExample]? {
        let options = ["folder": Value.path(folder), "test": .text(choice)]
        return try MRPC(reading: .map(options)).load().splits["test"]
      }
      #expect(try test("hidden")?.allSatisfy { $0.label == nil } == true)
      #expect(try test("labelled")?.allSatisfy { $0.label != nil } == true)
      #expect(try test("none") == nil)
    }
  }

  @Test("SICK is two tasks: classes or scores")
  func targets() throws {
    let (classed, scored) = (SICK(), SICK(reading: .map(["target": .text("relatedness")])))
    #expect(classed.content == .classes && scored.content == .scores)
    #expect(classed.classes?.count == 3 && scored.classes == [])
  }

  @Test("rated reviews are scored, or classed by sign without those rated 0")
  func reviews() throws {
    try withTemporaryFolder { folder in
      let rows = (0..<300).map { "\($0)\t\([-2, 0, 1.5][$0 % 3])\treview \($0)\r\n" }.joined()
      _ = try write(rows.utf8, "movieReviewSnippets_GroundTruth.txt", in: folder)
      func splits(_ target: String) throws -> [String: [RawExample]] {
        try MovieReviews(reading: .map(["folder": .path(folder), "target": .text(target)])).load()
          .splits
      }
      let (scored, signed) = (try splits("rating"), try splits("sign"))
      #expect(scored.values.map(\.count).reduce(0, +) == 300)
      #expect((200...270).contains(try #require(scored["train"]?.count)))
      #expect(scored.values.joined().allSatisfy { [-2, 0, 1.5].contains($0.score) })
      for (name, examples) in signed {
        let expected = scored[name, default: []].filter { $0.score != 0 }.map { example in
          RawExample(example.text, label: (example.score ?? 0) > 0 ? 1 : 0)
        }
        #expect(examples == expected)
      }
    }
  }

  @Test("a default below the folders of data reads the same everywhere, and is resolved")
  func defaults() throws {
    let folder = try #require(RTE.declarations.first { $0.name == "folder" })
    guard case .standard(let shown) = folder.presence else {
      Issue.record("the folder has no default")
      return
    }
    #expect(shown == .path("$BONDLAB_DATA/glue/RTE"))
    #expect(folder.standardValue == .path(DataHome.path("glue/RTE")))
  }

  @Test(
    "labels are numbered as in GLUE, so that heads trained elsewhere mean the same here",
    arguments: [
      (CoLA().task, ["0": 0, "1": 1]), (SST2().task, ["0": 0, "1": 1]),
      (MRPC().task, ["0": 0, "1": 1]), (QQP().task, ["0": 0, "1": 1]),
      (WNLI().task, ["0": 0, "1": 1]),
      (RTE().task, ["entailment": 0, "not_entailment": 1]),
      (QNLI().task, ["entailment": 0, "not_entailment": 1]),
      (MNLI().task, ["entailment": 0, "neutral": 1, "contradiction": 2]),
    ] as [(TabSeparatedTask, [String: Int])])
  func labels(task: TabSeparatedTask, expected: [String: Int]) {
    guard case .classes(let names, let written) = task.answer else {
      Issue.record("\(task.path) has no classes")
      return
    }
    let found = written.enumerated().map { ($1, $0) }
    #expect(Dictionary(uniqueKeysWithValues: found) == expected, "\(task.path)")
    #expect(names.count == expected.count && Set(names).count == names.count)
  }
}
