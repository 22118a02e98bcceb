import Foundation
import Options
import Pipeline
import TestSupport
import Testing

@testable import Reporting

/// Names that a picture may stumble over.
private let hostileNames = [
  "<script>alert(1)</script>", "a & b \"c\" 'd'", "line\nend\u{1}\u{8}\u{202E}", "näive 量子 🧪",
  String(repeating: "long ", count: 80), "]]>", "mpo",
]

/// What the laws are tried on.
private enum Example: String, CaseIterable {
  case plain, hostile, empty, failed, onePoint, notNumbers, long, many

  /// The examples of a kind; long curves are the same as short ones for kinds that have none.
  static func all(for kind: String) -> [Example] {
    allCases.filter { $0 != .long || kind == "curves" }
  }

  var results: PictureResults {
    var example = PictureExample()
    switch self {
    case .plain: break
    case .hostile: example.arms = hostileNames
    case .empty:
      example.steps = 0
      example.score = { _, _ in nil }
      example.absent = [StageID("verdict"): .notRun]
    case .failed:
      example.absent = [
        StageID("tuned[arm=mpo,seed=2]"): .failed, StageID("score[arm=all,seed=1]"): .notRun,
        StageID("verdict"): .failed,
      ]
    case .onePoint:
      (example.arms, example.seeds, example.steps) = (["all", "mpo"], ["1"], 1)
    case .notNumbers:
      example.loss = { arm, _, step in step % 3 == arm ? .nan : step == 5 ? .infinity : 1e300 }
      example.score = { arm, _ in arm == 0 ? .nan : .infinity }
    case .long:
      (example.arms, example.seeds, example.steps) = (["all", "mpo"], ["1", "2", "3"], 10_000)
    case .many: example.arms = (0..<70).map { "arm \($0)" }
    }
    example.margin = self == .plain ? nil : 0.02
    example.spans = (0..<40).map { index in
      RunSpan(
        stage: example.arms[index % example.arms.count], cell: [], start: Double(index) * 3,
        end: Double(index) * 3 + 7, status: index == 9 ? "failed" : "done")
    }
    return example.results
  }
}

@Suite("laws of pictures")
struct PictureLawTests {
  private static let kinds = PictureCatalog.all.map { $0.name }

  /// Draws a picture of a kind, each option of which names what the example has.
  private func svg(_ kind: String, _ example: Example) throws -> String {
    let type = try #require(PictureCatalog.all.first { $0.name == kind })
    let picture = try PictureFixture.picture(type)
    let results = example.results
    let plan = results.plan.asking(for: picture)
    let pictures = ExperimentPictures(
      PictureResults(
        plan, rows: results.rows, absent: results.absent, spans: results.spans))
    return try #require(pictures.svg(picture.name))
  }

  @Test(
    "every kind writes well-formed XML with a text alternative, no script and all texts inside",
    arguments: kinds)
  func wellFormed(kind: String) throws {
    for example in Example.all(for: kind) {
      let text = try svg(kind, example)
      let root = try XMLTree.parse(text)
      #expect(root.name == "svg" && root.attributes["role"] == "img", "\(example)")
      let ids = root.attributes["aria-labelledby"]?.split(separator: " ").map(String.init) ?? []
      #expect(ids.count == 2)
      for (id, name) in zip(ids, ["title", "desc"]) {
        let part = root.children.first { $0.attributes["id"] == id }
        #expect(part?.name == name && part?.text.isEmpty == false, "\(example)")
      }
      #expect(!text.lowercased().contains("<script") && !text.contains("href"))
      #expect(!text.contains("nan") && !text.contains("inf\""), "\(example)")
      try checkTexts(root, example)
    }
  }

  /// Checks that no text reaches beyond the picture.
  private func checkTexts(_ root: XMLTree, _ example: Example) throws {
    let box = root.attributes["viewBox"]?.split(separator: " ").compactMap { Double($0) } ?? []
    try #require(box.count == 4)
    for text in root.all(named: "text") {
      for (x, y) in try corners(text) {
        let isInside = x >= -0.5 && x <= box[2] + 0.5 && y >= -0.5 && y <= box[3] + 0.5
        #expect(isInside, "\(example): \(text.text) at \(x), \(y)")
      }
    }
  }

  /// Returns the corners of a text's rectangle, by the widths that pictures measure with.
  private func corners(_ text: XMLTree) throws -> [(Double, Double)] {
    func number(_ name: String) throws -> Double {
      try #require(text.attributes[name].flatMap { Double($0) })
    }
    let (x, y, size) = (try number("x"), try number("y"), try number("font-size"))
    let isBold = text.attributes["font-weight"] == "bold"
    let width = TextWidth.of(text.text, size: size, isBold: isBold)
    let shares = ["middle": 0.5, "end": 1.0]
    let start = -width * (shares[text.attributes["text-anchor"] ?? ""] ?? 0)
    let pattern = #/rotate\(([-.\d]+) /#
    let match = text.attributes["transform"]?.firstMatch(of: pattern)
    let angle: Double = (match.flatMap { Double($0.1) } ?? 0) * .pi / 180
    let (cosine, sine) = (cos(angle), sin(angle))
    var corners: [(Double, Double)] = []
    for dx in [start, start + width] {
      for dy in [-size * 0.8, size * 0.2] {
        corners.append((x + dx * cosine - dy * sine, y + dx * sine + dy * cosine))
      }
    }
    return corners
  }

  @Test("a picture is drawn with the same bytes each time", arguments: kinds)
  func stable(kind: String) throws {
    #expect(try svg(kind, .hostile) == svg(kind, .hostile))
  }

  @Test("a picture of nothing says so", arguments: kinds)
  func empty(kind: String) throws {
    let results = PictureResults(PictureExample().plan, rows: ResultRows())
    let type = try #require(PictureCatalog.all.first { $0.name == kind })
    let picture = try PictureFixture.picture(type)
    let plan = results.plan.asking(for: picture)
    let text = try #require(
      ExperimentPictures(PictureResults(plan, rows: ResultRows())).svg(picture.name))
    #expect(text.contains("nothing to show") || kind == "graph")
  }

  @Test("every kind draws its example as it did", arguments: kinds)
  func golden(kind: String) throws {
    for example in Example.all(for: kind) where example != .many {
      expectGolden(try svg(kind, example), "pictures/\(kind)-\(example.rawValue).svg")
    }
  }

  @Test("names are distinct, and each kind has a default for all but what it needs")
  func names() {
    #expect(Set(Self.kinds).count == Self.kinds.count && Self.kinds.count >= 3)
    #expect(PictureCatalog.variants.map(\.name) == Self.kinds)
  }

  @Test("a plan has pictures without asking, but for those that the spec has")
  func usual() throws {
    let plan = PictureExample().plan
    func names(_ plan: Plan) -> [String] {
      ExperimentPictures(PictureResults(plan, rows: ResultRows())).names
    }
    #expect(names(plan) == ["tuned-loss", "main-score.accuracy", "verdict"])
    let forest = try PictureFixture.picture(ForestPicture.self)
    #expect(names(plan.asking(for: forest)) == ["example", "tuned-loss", "main-score.accuracy"])
  }
}
