import Options
import Pipeline
import Spec
import TestSupport
import Testing

/// A stage with files in memory, of which tests change one thing at a time.
private struct Sample {
  var kind = "train"
  var version = 1
  var name = "tuned"
  var location = "one.yaml:3:1"
  var options: [String: Value] = [
    "steps": .integer(300), "adapter": .map(["kind": .text("low"), "rank": .integer(8)]),
    "optimizer": .map(["rate": .number(0.5)]), "vocabulary": .path("/one/vocabulary"),
    "model": .path("/one/model"), "more": .list([.path("/one/vocabulary"), .path("/one/more")]),
  ]
  var contents = [Fingerprint(ofFields: ["mpo"]), Fingerprint(ofFields: ["all"])]
  var labels = ["mpo", "all"]
  var files = [
    "/one/vocabulary": "words", "/one/more": "more words", "/one/model/config": "small",
    "/one/model/weights": "0.5",
  ]

  private static let declared = [
    OptionDeclaration("steps", .integer(1...1000), .required, "steps"),
    OptionDeclaration(
      "adapter",
      .variant(
        noun: "adapter",
        [
          OptionVariant(
            "low", about: "low rank",
            options: [OptionDeclaration("rank", .integer(1...64), .required, "rank")])
        ]), .required, "adapter"),
    OptionDeclaration(
      "optimizer",
      .group([OptionDeclaration("rate", .number(0...1), .required, "rate")]), .required, "rate"),
    OptionDeclaration("vocabulary", .file, .required, "words"),
    OptionDeclaration("model", .folder(members: ["weights", "config"]), .required, "a model"),
    OptionDeclaration("more", .list(.file), .required, "more words"),
  ]

  var stage: PlannedStage {
    PlannedStage(
      id: StageID(name), name: name, cell: [],
      declaration: StageDeclaration(
        kind: kind, version: version, about: "", produces: "model", options: Self.declared),
      options: .map(options),
      inputs: labels.map { label in
        PlannedInput(
          role: "measure", stage: StageID("tuned[arm=\(label)]"),
          coordinates: [Coordinate(axis: "arm", label: label)])
      },
      location: location)
  }

  func key() throws -> StageKey {
    let files = files
    let keying = StageKeying { path in
      try Fingerprint(ofFields: [#require(files[path], "\(path) is not listed")])
    }
    let stage = stage
    let content = try #require(stage.groups.first?.content(contents))
    return try keying.key(of: stage, contents: [content])
  }
}

/// A file that a key needs and that isn't there.
private struct NotListed: Error, Equatable {
  let path: String
}

/// Returns the fingerprint of a changed sample.
private func fingerprint(_ change: (inout Sample) -> Void = { _ in }) throws -> Fingerprint {
  var sample = Sample()
  change(&sample)
  return try sample.key().fingerprint
}

@Suite("keys of stages")
struct KeyTests {
  @Test("components are named by what they say, and sorted")
  func names() throws {
    #expect(
      try Sample().key().components.map(\.name) == [
        "environment", "file.model", "file.more.0", "file.more.1", "file.vocabulary",
        "input.measure", "kind", "option.adapter.kind", "option.adapter.rank",
        "option.optimizer.rate", "option.steps", "version",
      ])
  }

  @Test("every option, file, input, kind and version gives another key")
  func changes() throws {
    var found = [try fingerprint()]
    let options: [(name: String, value: Value?)] = [
      ("steps", .integer(301)), ("steps", .number(300)), ("steps", .text("300")), ("steps", nil),
      ("adapter", .map(["kind": .text("low"), "rank": .integer(9)])),
      ("optimizer", .map(["rate": .number(0.25)])),
      ("more", .list([.path("/one/more"), .path("/one/vocabulary")])),
      ("more", .list([.path("/one/vocabulary")])),
    ]
    for (name, value) in options { found.append(try fingerprint { $0.options[name] = value }) }
    for path in Sample().files.keys {
      found.append(try fingerprint { $0.files[path] = "something else" })
    }
    found.append(try fingerprint { $0.kind = "evaluate" })
    found.append(try fingerprint { $0.version = 2 })
    found.append(try fingerprint { $0.labels[0] = "cpo" })
    found.append(try fingerprint { $0.contents[0] = Fingerprint(ofFields: ["other"]) })
    found.append(try fingerprint { $0.contents.swapAt(0, 1) })
    #expect(Set(found).count == found.count)
  }

  @Test("the stage's name, its location in the spec and the paths of files don't matter")
  func sameness() throws {
    let usual = try fingerprint()
    #expect(try fingerprint { $0.name = "again" } == usual)
    #expect(try fingerprint { $0.location = "two.yaml:9:1" } == usual)
    let moved = try fingerprint { sample in
      sample.files["/two/words"] = sample.files["/one/vocabulary"]
      sample.options["vocabulary"] = .path("/two/words")
    }
    #expect(moved == usual)
    let unlisted = try fingerprint { $0.files["/one/model/readme"] = "not a member" }
    #expect(unlisted == usual)
  }

  @Test("an option that changes no result counts in no key")
  func outsideKey() throws {
    func key(counting: Bool, _ size: Int) throws -> StageKey {
      var option = OptionDeclaration("size", .integer(1...9), .required, "a size")
      option.countsInKey = counting
      let options = [option]
      let declaration = StageDeclaration(
        kind: "read", version: 1, about: "", produces: "data", options: options)
      let stage = PlannedStage(
        id: StageID("a"), name: "a", cell: [], declaration: declaration,
        options: .map(["size": .integer(size)]), inputs: [], location: "one.yaml:1:1")
      return try StageKeying { throw NotListed(path: $0) }.key(of: stage, contents: [])
    }
    #expect(try key(counting: false, 1).fingerprint == key(counting: false, 2).fingerprint)
    #expect(try key(counting: true, 1).fingerprint != key(counting: true, 2).fingerprint)
    #expect(try !key(counting: false, 1).components.contains { $0.name.contains("size") })
  }

  @Test("optional members of a folder count where they are there, by name and content")
  func optionalMembers() throws {
    func key(_ optional: [String], _ files: [String: String]) throws -> Fingerprint {
      let stage = PlannedStage(
        id: StageID("a"), name: "a", cell: [],
        declaration: StageDeclaration(
          kind: "read", version: 1, about: "", produces: "data",
          options: [
            OptionDeclaration(
              "folder", .folder(members: ["b"], optional: optional), .required, "a folder")
          ]),
        options: .map(["folder": .path("/one")]), inputs: [], location: "one.yaml:1:1")
      let keying = StageKeying { path in
        guard let content = files[path] else { throw NotListed(path: path) }
        return Fingerprint(ofFields: [content])
      } members: { folder in
        files.keys.map { String($0.dropFirst(folder.count + 1)) }
      }
      return try keying.key(of: stage, contents: []).fingerprint
    }
    let (one, two) = (["/one/b": "x"], ["/one/b": "x", "/one/a-1": "y"])
    #expect(try key(["a-*"], one) == key([], one))
    #expect(try key(["c"], two) == key([], one))
    #expect(try key(["a-*"], two) != key([], two))
    #expect(try key(["a-*"], two) == key(["a-1", "b"], two))
    #expect(try key(["a-*"], two.merging(["/one/a-1": "z"]) { $1 }) != key(["a-*"], two))
    #expect(throws: NotListed(path: "/one/b")) { try key(["b"], ["/one/a-1": "y"]) }
  }

  @Test("the order in which inputs and labels are gathered doesn't matter")
  func gatheringOrder() throws {
    let reversed = try fingerprint { sample in
      sample.contents.reverse()
      sample.labels.reverse()
    }
    #expect(try fingerprint() == reversed)
  }

  @Test("a file is read once, however many stages use it")
  func reading() throws {
    var paths: [String] = []
    let keying = StageKeying { path in
      paths.append(path)
      return Fingerprint(ofFields: [path])
    }
    let sample = Sample()
    for _ in 0..<2 { _ = try keying.key(of: sample.stage, contents: sample.contents) }
    #expect(paths.sorted() == sample.files.keys.sorted())
  }

  @Test("files on disk count by content too")
  func disk() throws {
    let folder = try TemporaryFolder()
    func key(_ content: String, _ name: String) throws -> Fingerprint {
      let path = try folder.write(content.utf8, to: name)
      let stage = PlannedStage(
        id: StageID("a"), name: "a", cell: [],
        declaration: StageDeclaration(
          kind: "read", version: 1, about: "", produces: "data",
          options: [OptionDeclaration("file", .file, .required, "a file")]),
        options: .map(["file": .path(path)]), inputs: [], location: "one.yaml:1:1")
      return try StageKeying().key(of: stage, contents: []).fingerprint
    }
    let first = try key("words", "one")
    #expect(try key("words", "two") == first)
    #expect(try key("other words", "one") != first)
  }
}
