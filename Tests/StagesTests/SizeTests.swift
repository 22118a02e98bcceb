import FoundationEssentials
import Models
import Pipeline
import Spec
import Stages
import Testing

@Suite("sizes")
struct SizeTests {
  /// Published sizes, or sizes counted from published shapes where only rounded ones were printed.
  private static let published = [
    "albert-base": 11_683_584, "albert-large": 17_683_968, "albert-xlarge": 58_724_864,
    "albert-xxlarge": 222_595_584, "bert-base": 109_482_240, "bert-large": 335_141_888,
    "mpobert-12": 19_413_936, "mpobert-24": 46_069_248, "mpobert-48": 74_454_528,
    "mpobert-48-plus": 99_646_976,
  ]

  /// Rounded sizes in units of 10 000, from ALBERT's table 4 and for MPOBERT's rivals of equal
  /// size.
  private static let rounded = [
    "attention-128": 6365, "ffn-128": 3769, "none-128": 8965, "all-768": 3111,
    "attention-768": 8308, "ffn-768": 5712, "none-768": 10908, "blocks-2": 1877,
    "blocks-3": 2586, "blocks-4": 3295, "blocks-6": 4712,
  ]

  private func counts() throws -> [String: [String: Int]] {
    let path = "\(repository)/Experiments/paper/sizes.yaml"
    let plan = try plan([UInt8](Data(contentsOf: URL(filePath: path))), file: path)
    let pairs = try plan.stages.map { stage -> (String, [String: Int]) in
      let job = StageJob(
        id: stage.id.description, kind: stage.declaration.kind, options: stage.options, inputs: [],
        workFolder: "", logFile: "", threads: 1,
        key: Fingerprint(ofFields: []))
      let metrics = try StageCatalog.run(job, reporter: SilentReporter()).metrics
      let values = metrics.map { ($0.name, Int($0.value)) }
      return (stage.cell[0].label, Dictionary(uniqueKeysWithValues: values))
    }
    return Dictionary(uniqueKeysWithValues: pairs)
  }

  @Test("Experiments/paper/sizes.yaml counts every published size to the last parameter")
  func sizes() throws {
    let counts = try counts()
    for (name, size) in Self.published { #expect(counts[name]?["parameters"] == size, "\(name)") }
    for (name, size) in Self.rounded {
      let counted = try #require(counts[name]?["parameters"])
      #expect((counted + 5000) / 10000 == size, "\(name)")
    }
    #expect(counts.count == Self.published.count + Self.rounded.count + 3)
  }

  @Test("adapters on attention add 2 · rank · hidden a matrix", arguments: [4, 8, 64])
  func adapters(rank: Int) throws {
    let counts = try counts()
    let with = try #require(counts["mpobert-12-rank-\(rank)"])
    let without = try #require(counts["mpobert-12"])
    #expect(with["adapters"] == 12 * 4 * 2 * rank * 768)
    #expect(with["parameters"] == (without["parameters"] ?? 0) + (with["adapters"] ?? 0))
  }

  @Test("the parts add up to the whole")
  func parts() throws {
    for (name, counts) in try counts() {
      let parts = Parameter.Part.allCases.compactMap { counts[$0.rawValue] }
      #expect(parts.reduce(0, +) == counts["parameters"], "\(name)")
    }
  }
}
