import FoundationEssentials
import Testing
import Tokenization

@testable import Datasets

private let vocabulary = Vocabulary(SpecialPieces.names + ["a", "b"])

/// Sequences of three tokens, so many of them in training.
private func data(
  _ count: Int, classes: [String] = ["x", "y"], vocabulary: Vocabulary = vocabulary
) -> EncodedDataset {
  let ids: [Int32] = (0..<count).flatMap { [Int32](arrayLiteral: 2, 5 + Int32($0) % 2, 3) }
  let split = EncodedSplit(
    ids: ids, offsets: (0...count).map { 3 * $0 }, segments: nil,
    labels: (0..<count).map { Int32($0 % classes.count) })
  return EncodedDataset(
    content: .classes, vocabulary: vocabulary, classes: classes, splits: ["train": split])
}

@Suite("mixtures of tasks")
struct MixtureTests {
  @Test("shares are sizes to a power")
  func shares() {
    let wanted: [Double: [Double]] = [0: [1, 1, 1], 1: [1, 3, 6], 2: [1, 9, 36]]
    for (power, parts) in wanted {
      let order = TaskOrder(counts: [10, 30, 60], power: power, seed: 1)
      for (share, part) in zip(order.shares, parts) {
        #expect(abs(share - part / parts.reduce(0, +)) < 1e-12)
      }
    }
    let huge = TaskOrder(counts: [1, 1 << 40], power: 10, seed: 1)
    #expect(huge.shares.allSatisfy(\.isFinite) && huge.shares[1] > 0.99)
  }

  @Test("tasks are drawn about as often as their shares say, and by the seed", arguments: 1...3)
  func frequencies(seed: UInt64) {
    let order = TaskOrder(counts: [100, 400, 900], power: 0.5, seed: seed)
    let drawn = (0..<6_000).map(order.task(atStep:))
    for (task, share) in order.shares.enumerated() {
      let count = Double(drawn.count { $0 == task })
      // Five standard deviations of a binomial count.
      #expect(abs(count - 6_000 * share) < 5 * (6_000 * share * (1 - share)).squareRoot())
    }
    #expect(drawn == (0..<6_000).map(TaskOrder(counts: [1, 4, 9], power: 0.5, seed: seed).task))
    #expect(
      drawn != (0..<6_000).map(TaskOrder(counts: [1, 4, 9], power: 0.5, seed: seed + 9).task))
  }

  @Test("a turn is the number of earlier steps of the same task, in whatever order it is asked")
  func turns() {
    var order = TaskOrder(counts: [5, 3], power: 1, seed: 4)
    let tasks = (0..<40).map(order.task(atStep:))
    for step in [0, 1, 2, 39, 7, 8, 30, 0] {
      #expect(order.turn(atStep: step) == tasks[..<step].count { $0 == tasks[step] })
    }
    var alone = TaskOrder(counts: [5], power: 1, seed: 4)
    #expect((0..<9).map { alone.turn(atStep: $0) } == Array(0..<9))
  }

  @Test("files give back what was mixed, and equal mixtures equal bytes")
  func files() throws {
    let mixture = try Mixture(
      tasks: [("first", data(4)), ("second-2", data(6, classes: ["p", "q", "r"]))], power: 0.5)
    try withTemporaryFolder { folder in
      let files = try mixture.save(in: folder)
      #expect(files["mixture.json"] != nil && files["second-2.dataset.bin"] != nil)
      let bytes = try files.mapValues { try Data(contentsOf: URL(filePath: $0)) }
      let read = try Mixture(files: files)
      #expect(read.tasks.map(\.name) == ["first", "second-2"] && read.power == 0.5)
      #expect(read.tasks.map(\.data.splits) == mixture.tasks.map(\.data.splits))
      #expect(read.tasks[1].data.classes == ["p", "q", "r"] && read.counts == [4, 6])
      let again = try read.save(in: folder).mapValues { try Data(contentsOf: URL(filePath: $0)) }
      #expect(again == bytes)
      // A task's data are what data alone would be.
      let alone = try data(4).save(in: folder)
      let path = try #require(alone["dataset.bin"])
      #expect(try Data(contentsOf: URL(filePath: path)) == bytes["first.dataset.bin"])
    }
  }

  @Test("damaged files are refused by name")
  func damage() throws {
    let mixture = try Mixture(tasks: [("one", data(4)), ("two", data(2))], power: 1)
    try withTemporaryFolder { folder in
      var files = try mixture.save(in: folder)
      files["two.dataset.bin"] = nil
      let missing = #expect(throws: DatasetError.self) { try Mixture(files: files) }
      #expect(missing?.description.hasSuffix("expected the file two.dataset.bin beside it") == true)
      for text in ["", "{}", "{\"version\":2,\"tasks\":[\"one\"],\"power\":1}"] {
        files["mixture.json"] = try write(text.utf8, "mixture.json", in: folder)
        let error = #expect(throws: DatasetError.self) { try Mixture(files: files) }
        #expect(error?.description.hasSuffix("damaged or is no mixture") == true)
      }
      files["mixture.json"] = nil
      #expect(throws: DatasetError.self) { try Mixture(files: files) }
    }
  }

  @Test(
    "names that heads can't have are refused",
    arguments: [
      ("", "a mixture needs at least one task"), ("a b a", "two tasks are named 'a'"),
      ("a a.b", "a task is named by letters, digits, '_' and '-', not 'a.b'"),
      ("é", "a task is named by letters, digits, '_' and '-', not 'é'"),
    ])
  func names(words: String, message: String) {
    let names = words.split(separator: " ").map(String.init)
    let error = #expect(throws: DatasetError.self) {
      try Mixture(tasks: names.map { ($0, data(2)) }, power: 1)
    }
    #expect(error?.description == message)
    #expect(Mixture.problem(withNames: [""])?.hasSuffix("not ''") == true)
  }

  @Test("other vocabularies and tasks without examples are refused")
  func refusals() {
    let other = Vocabulary(SpecialPieces.names + ["a", "c"])
    let mixed = #expect(throws: DatasetError.self) {
      try Mixture(tasks: [("one", data(2)), ("two", data(2, vocabulary: other))], power: 1)
    }
    #expect(
      mixed?.description.hasPrefix("the tasks 'one' and 'two' have different vocabularies; give")
        == true)
    let empty = #expect(throws: DatasetError.self) {
      try Mixture(tasks: [("one", data(2)), ("two", data(0))], power: 1)
    }
    #expect(empty?.description == "the task 'two' has no examples in a split 'train'")
  }
}
