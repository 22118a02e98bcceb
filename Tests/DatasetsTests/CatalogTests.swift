import Options
import Spec
import Testing

@testable import Datasets

/// A data set of the catalog, with its name for test reports.
struct Entry: CustomTestStringConvertible, Sendable {
  let kind: any DatasetKind.Type

  var testDescription: String { kind.name }

  static let all = DatasetCatalog.all.map { Entry(kind: $0) }

  /// The declared defaults, with small files wherever the data set reads some.
  func options(in folder: String, more: [String: Value] = [:]) throws -> Value {
    var options: [String: Value] = ["kind": .text(kind.name)]
    for option in kind.declarations {
      if case .standard(let value) = option.presence { options[option.name] = value }
      switch option.type {
      case .folder(let members, _):
        if let tabbed = kind as? any TabSeparatedDataset.Type {
          try write(tabbed.init().task, in: folder)
        } else if kind is any QuestionDataset.Type {
          try writeQuestions(in: folder)
        } else {
          try writeWordNet(in: folder)
        }
        #expect(!members.isEmpty, "only named members count as content")
        options[option.name] = .path(folder)
      case .file:
        let rows = (0..<150).map { "\(option.name) \($0)\t\($0 % 3)\n" }.joined()
        options[option.name] = .path(
          try write("text\tlabel\n\(rows)".utf8, "\(option.name).tsv", in: folder))
      default: break
      }
    }
    return .map(options.merging(more) { $1 })
  }
}

@Suite("the catalog of data sets")
struct CatalogTests {
  @Test("the same options give the same examples, with labels in range", arguments: Entry.all)
  func law(entry: Entry) throws {
    try withTemporaryFolder { folder in
      let options = try entry.options(in: folder)
      let chosen = try ChosenDataset(options)
      let raw = try chosen.load()
      #expect(try ChosenDataset(options).load().splits == raw.splits)
      #expect(chosen.dataset.canonicalWithKind == options)
      #expect(raw.splits["train"]?.isEmpty == false && !raw.source.isEmpty)
      #expect(raw.classes.isEmpty == (raw.content != .classes))
      #expect(raw.content == chosen.dataset.content)
      #expect(chosen.dataset.missing == nil)
      for example in raw.splits.filter({ !$0.key.hasPrefix("test") }).values.joined() {
        let inRange = example.label.map { raw.classes.indices.contains(Int($0)) }
        #expect(inRange ?? raw.classes.isEmpty, "\(example)")
        #expect((example.score == nil) == (raw.content != .scores))
      }
    }
  }

  @Test("a limit takes part of the same examples, in their order", arguments: Entry.all)
  func limit(entry: Entry) throws {
    try withTemporaryFolder { folder in
      let all = try ChosenDataset(try entry.options(in: folder)).load()
      let some = try ChosenDataset(try entry.options(in: folder, more: ["limit": .integer(25)]))
        .load()
      #expect(some.splits.values.map(\.count).reduce(0, +) == 25)
      #expect(some.splits.keys == all.splits.keys && some.classes == all.classes)
      for (name, examples) in some.splits {
        var rest = all.splits[name, default: []][...]
        for example in examples {
          let index = try #require(rest.firstIndex(of: example))
          rest = rest[(index + 1)...]
        }
      }
    }
  }

  @Test("has something to say of the parts of known sets, and of what stands in for one")
  func caveats() throws {
    guard case .variant("data set", let variants) = DatasetCatalog.form.type else {
      Issue.record("no variant")
      return
    }
    #expect(
      variants.filter { $0.caveat != nil }.map(\.name) == [
        "QNLI-subset", "QQP-subset", "SICK", "SQuAD-dev-subset",
      ])
  }

  @Test("names are unique and every option has its help")
  func declarations() {
    guard case .variant("data set", let variants) = DatasetCatalog.form.type else {
      Issue.record("a data set is no variant")
      return
    }
    #expect(Set(variants.map(\.name)).count == variants.count)
    for variant in variants {
      #expect(!variant.about.isEmpty && !variant.about.hasSuffix("."))
      #expect(Set(variant.options.map(\.name)).count == variant.options.count)
      #expect(variant.options.allSatisfy { !$0.help.isEmpty && !$0.help.hasSuffix(".") })
      #expect(variant.options.contains { $0.name == "limit" })
    }
  }

  @Test("an unknown data set is none, and a missing file is refused by name")
  func refusals() throws {
    #expect(DatasetCatalog.form.content(of: .map(["kind": .text("wordnet")])) == nil)
    let missing = #expect(throws: DatasetError.self) {
      try TextDataset(
        reading: .map(["file": .path("/nowhere.txt"), "validation_share": .number(0)])
      ).load()
    }
    #expect(missing?.description == "/nowhere.txt: can't be read; is it there, and readable?")
  }

  @Test("a text corpus is one passage a line")
  func text() throws {
    try withTemporaryFolder { folder in
      let path = try write("\u{FEFF}one\r\n\n  two  \n \nthree".utf8, "a.txt", in: folder)
      let raw = try TextDataset(
        reading: .map(["file": .path(path), "validation_share": .number(0)])
      ).load()
      #expect(raw.splits["train"]?.map(\.text) == ["one", "two", "three"])
      let second = try write("four".utf8, "b.txt", in: folder)
      let both = try TextDataset(reading: .map(["file": .path(path), "validation": .path(second)]))
        .load()
      #expect(both.splits["validation"] == [RawExample("four")])
    }
  }
}
