import FoundationEssentials
import Options
import Spec
import Testing

@testable import Datasets

/// Where Debian's package has it.
private let folder = "/usr/share/wordnet"
private let installed = FileManager.default.fileExists(atPath: "\(folder)/data.noun")

private let glossOptions = Value.map([
  "folder": .path(folder), "held_out": .text("exclude"),
  "words": .boolean(false), "validation_share": .number(0.02),
])

@Suite("WordNet")
struct WordNetTests {
  @Test("a line is taken apart")
  func line() throws {
    let synset = try #require(
      WordNet.synset(
        "02084071 05 n 03 dog 0 domestic_dog 0 Canis_familiaris 0 002 @ 02083346 n 0000 "
          + "~ 01322604 n 0000 | a member of the genus Canis; kept \"as is\"; "
          + "\"the dog barked all night\"; \"good dog!\"  "))
    #expect(synset.offset == 2_084_071 && synset.lexicographerFile == 5)
    #expect(synset.words == ["dog", "domestic dog", "Canis familiaris"])
    #expect(synset.definition == "a member of the genus Canis; kept \"as is\"")
    #expect(synset.examples == ["the dog barked all night", "good dog!"])
  }

  @Test("what a folder lacks is reported with how to get it, before anything is read")
  func absence() throws {
    for kind in [WordNetGlosses.name, WordNetNouns.name] {
      let chosen = try ChosenDataset(.map(["kind": .text(kind), "folder": .path("/nowhere")]))
      let message = try #require(chosen.dataset.missing)
      #expect(message.contains("there is no /nowhere/data."), "\(message)")
      #expect(message.contains("bondlab data get wordnet"), "\(message)")
    }
    try withTemporaryFolder { folder in
      try writeWordNet(in: folder)
      let chosen = try ChosenDataset(
        .map(["kind": .text(WordNetGlosses.name), "folder": .path(folder)]))
      #expect(chosen.dataset.missing == nil)
    }
  }

  @Test(
    "glosses end in all sorts of ways",
    arguments: [
      ("plain", "plain", []), ("d; \"one", "d", ["one"]), ("d; \"one\"; ", "d", ["one"]),
      ("d; \"\"; \"two\" - Author", "d", ["two"]), ("a \"b\" c", "a \"b\" c", []), ("", "", []),
    ] as [(String, String, [String])])
  func glosses(gloss: String, definition: String, examples: [String]) {
    let parts = WordNet.parts(ofGloss: gloss)
    #expect(parts.definition == definition)
    #expect(parts.examples == examples)
  }

  @Test(
    "lines that are no synsets are named",
    arguments: ["nonsense", "1 03 n 01 a 0 no gloss", "x 03 n 01 a 0 | g", "1 03 n 05 a 0 | g"])
  func malformed(line: String) throws {
    try withTemporaryFolder { folder in
      let path = try write("  1 licence\n\(line)\n".utf8, "data.noun", in: folder)
      let error = #expect(throws: DatasetError.self) {
        try WordNet(folder: folder).synsets("noun")
      }
      #expect(error?.description.hasPrefix("\(path):2: expected") == true)
    }
  }

  @Test("a missing folder says what to install")
  func missing() throws {
    let error = #expect(throws: DatasetError.self) {
      try WordNetNouns(reading: .map(["folder": .path("/nowhere")])).load()
    }
    #expect(error?.description.contains("install Debian's package wordnet-base") == true)
    #expect(error?.description.contains("/nowhere/data.noun") == true)
  }

  @Test("the words of a synset can lead its definition")
  func words() throws {
    try withTemporaryFolder { folder in
      try writeWordNet(in: folder)
      let raw = try WordNetGlosses(
        reading: .map([
          "folder": .path(folder), "held_out": .text("include"), "words": .boolean(true),
          "validation_share": .number(0),
        ])
      ).load()
      #expect(raw.splits["train"]?.first?.text == "word 1, other(a): the adj of number 1")
      #expect(raw.splits["train"]?.count == 4 * 60 * 3 && raw.splits["validation"] == [])
    }
  }

  @Test(
    "the nouns of WordNet 3.0: classes, splits, shares",
    .enabled(if: installed, "needs Debian's package wordnet-base"))
  func nouns() throws {
    let synsets = try WordNet(folder: folder).synsets("noun")
    #expect(synsets.count == 82_115)
    #expect(Set(synsets.map(\.offset)).count == 82_115)
    let raw = try WordNetNouns(reading: .map(["folder": .path(folder)])).load()
    #expect(raw.classes.count == 26 && raw.classes[3] == "noun.artifact")
    let texts = raw.splits.mapValues { Set($0.map(\.text)) }
    let (train, validation) = (texts["train", default: []], texts["validation", default: []])
    #expect(train.isDisjoint(with: validation))
    #expect(train.isDisjoint(with: texts["test", default: []]))
    let counts = raw.splits.mapValues { Double($0.count) / 82_115 }
    #expect((0.78...0.81).contains(counts["train", default: 0]))
    #expect((0.095...0.105).contains(counts["validation", default: 0]))
    #expect((0.095...0.105).contains(counts["test", default: 0]))
    for examples in raw.splits.values {
      var byClass = [Int](repeating: 0, count: 26)
      for example in examples { byClass[Int(example.label ?? -1)] += 1 }
      #expect(byClass.allSatisfy { $0 > 0 })
      let largest = Double(byClass.max() ?? 0) / Double(examples.count)
      #expect((0.13...0.16).contains(largest))
    }
  }

  @Test(
    "the corpus has nothing that the noun task validates or tests on",
    .enabled(if: installed, "needs Debian's package wordnet-base"))
  func corpus() throws {
    let corpus = try WordNetGlosses(reading: glossOptions).load()
    let nouns = try WordNetNouns(reading: .map(["folder": .path(folder)])).load()
    let passages = Set(corpus.splits.values.joined().map(\.text))
    for split in ["validation", "test"] {
      let definitions = Set(nouns.splits[split, default: []].map(\.text))
      #expect(definitions.count > 8_000 && passages.isDisjoint(with: definitions))
    }
    #expect((120_000...160_000).contains(corpus.splits["train", default: []].count))
    #expect((2_000...4_000).contains(corpus.splits["validation", default: []].count))
  }
}
