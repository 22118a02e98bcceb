import Foundation
import Pipeline
import Stages
import TestSupport
import Testing

/// Checks that a change of sources on which a kind's results depend comes with a decision on them.
@Suite("digests of what results depend on")
struct CodeDigestTests {
  /// A line of the list: a kind, its version, and a digest of the sources.
  private struct Entry: Equatable {
    let kind: String
    let version: Int
    let digest: String

    var line: String { "\(kind) \(version) \(digest)" }
  }

  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
  private static let sources =
    folder.appending(path: "../../../Sources").standardizedFileURL.path
  private static let list = folder.appending(path: "../Golden/code-digests.txt")
  private static let remedy = """
    If its results change, raise the kind's version; then, or if they are the same to the bit, \
    Tests/record-code-digests.sh notes the sources as they are.
    """

  private static func current() throws -> [Entry] {
    let graph = try SourceGraph(root: sources)
    let kinds = StageCatalog.all.map { "\($0)" }
    let files = try kinds.map { try #require(graph.file(declaring: $0), "\($0) has no file") }
    return try zip(StageCatalog.all, files).flatMap { kind, file -> [Entry] in
      let digest = graph.digest(of: graph.closure(of: [file], without: try catalogs(graph))).digest
      let declaration = kind.declaration
      let forms = declaration.forms.sorted { $0.key < $1.key }.map { name, form in
        Entry(kind: "\(form.kind):\(name)", version: form.version, digest: digest)
      }
      return [Entry(kind: declaration.kind, version: declaration.version, digest: digest)] + forms
    }.sorted { $0.kind < $1.kind }
  }

  /// Files that list all kinds, through which each would depend on every other.
  private static func catalogs(_ graph: SourceGraph) throws -> Set<String> {
    ["Stages/StageCatalog.swift"]
  }

  private static func recorded() throws -> [Entry] {
    try String(contentsOf: list, encoding: .utf8).split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ")
      guard words.count == 3, !line.hasPrefix("#"), let version = Int(words[1]) else { return nil }
      return Entry(kind: String(words[0]), version: version, digest: String(words[2]))
    }
  }

  @Test("every kind's sources are as they were when its version was last thought over")
  func kinds() throws {
    let current = try Self.current()
    if ProcessInfo.processInfo.environment["RECORD_CODE_DIGESTS"] != nil {
      try record(current)
      return
    }
    let recorded = Dictionary(
      try Self.recorded().map { ($0.kind, $0) }, uniquingKeysWith: { first, _ in first })
    for entry in current {
      guard let known = recorded[entry.kind] else {
        Issue.record("'\(entry.kind)' is not in the list. \(Self.remedy)")
        continue
      }
      #expect(
        entry == known,
        """
        '\(entry.kind)' is version \(entry.version) with sources \(entry.digest); the list has \
        version \(known.version) with \(known.digest). \(Self.remedy)
        """)
    }
    let names = Set(current.map(\.kind))
    #expect(recorded.keys.filter { !names.contains($0) }.isEmpty)
  }

  private func record(_ entries: [Entry]) throws {
    let head = """
      # For each stage kind: its version, and a digest of the sources that its results depend on,
      # comments and white space aside. Written by Tests/record-code-digests.sh.

      """
    let text = head + entries.map { $0.line + "\n" }.joined()
    try Data(text.utf8).write(to: Self.list)
    Issue.record("recorded \(entries.count) kinds")
  }

  @Test("comments and white space change no digest, anything else in what a kind uses does")
  func sensitivity() throws {
    let modules = ModuleDigests(
      digests: ["Models": "1", "Tensors": "2", "Pipeline": "3"], imports: ["Models": ["Tensors"]])
    let helper = "extension StageJob {\n  func half(_ x: Int) -> Int { x / 2 }\n}\n"
    let kind = "import Models\nenum A: StageKind {\n  // once\n  static let b = half(3)\n}\n"
    func digest(_ changes: [String: String] = [:]) -> String {
      let base = [
        "Stages/A.swift": kind, "Stages/H.swift": helper, "Stages/Z.swift": "struct Z {}",
      ]
      let graph = SourceGraph(stages: base.merging(changes) { $1 }, modules: modules)
      return graph.digest(of: graph.closure(of: ["Stages/A.swift"], without: [])).digest
    }
    let usual = digest()
    #expect(digest(["Stages/A.swift": kind.replacing("// once", with: "/* twice */ ")]) == usual)
    #expect(digest(["Stages/A.swift": kind.replacing("b = half", with: "b  =\n half")]) == usual)
    #expect(digest(["Stages/Z.swift": "struct Z { let q = 1 }"]) == usual)
    #expect(digest(["Stages/A.swift": kind.replacing("half(3)", with: "half(4)")]) != usual)
    #expect(digest(["Stages/H.swift": helper.replacing("/ 2", with: "/ 3")]) != usual)
    let graph = SourceGraph(stages: ["Stages/A.swift": kind], modules: modules)
    #expect(graph.digest(of: ["Stages/A.swift"]).modules == ["Models", "Tensors"])
  }

  @Test(
    "what stands in quotes is no comment and keeps its spaces",
    arguments: [
      ("let a = \"x // y\" // z", "let a=\"x // y\""), ("a /* b /* c */ d */ e", "a e"),
      ("let a = #\"b\" c\"#  + d", "let a=#\"b\" c\"#+d"), ("f(\"\\\"//\")", "f(\"\\\"//\")"),
      ("x = \"\"\"\n  a  b\n  \"\"\"", "x=\"\"\"\n  a  b\n  \"\"\""), ("a  -  b", "a-b"),
      ("\"\" // c", "\"\""),
    ])
  func essence(text: String, wanted: String) { #expect(SourceText.essence(text) == wanted) }
}
