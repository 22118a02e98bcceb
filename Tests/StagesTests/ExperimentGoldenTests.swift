import FoundationEssentials
import Pipeline
import Options
import Platform
import Spec
import TestSupport
import Testing

/// What the experiments that come with the program ask for, down to the fingerprint.
///
/// A change of the program that is not meant to change any result changes no line of these texts.
@Suite("canonical options and fingerprints of the experiments")
struct ExperimentGoldenTests {
  private static let experiments: [String] = {
    let folder = "\(repository)/Experiments"
    let files = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
    return files.filter { $0.hasSuffix(".yaml") }.sorted()
  }()

  @Test("are what they were", arguments: experiments)
  func canonical(name: String) throws {
    let path = "\(repository)/Experiments/\(name)"
    let found = try plan([UInt8](try Data(contentsOf: URL(filePath: path))), file: path)
    let golden = name.replacing("/", with: "-").replacing(".yaml", with: ".txt")
    expectGolden(try lines(of: found).joined(separator: "\n") + "\n", "experiments-\(golden)")
  }

  /// For each stage: its fingerprint, as if each input held its own fingerprint and each file its
  /// own path, then its name, kind and options.
  private func lines(of plan: Plan) throws -> [String] {
    let keying = StageKeying(
      environment: "any",
      digest: { Fingerprint(of: Self.portable($0).utf8) },
      members: { _ in [] })
    var fingerprints: [StageID: Fingerprint] = [:]
    return try plan.stages.map { stage in
      let contents = stage.groups.compactMap { group in
        group.content(group.members.compactMap { fingerprints[$0.stage] })
      }
      let key = try keying.key(of: stage, contents: contents)
      fingerprints[stage.id] = key.fingerprint
      let kind = "\(stage.declaration.kind) \(stage.declaration.version)"
      return "\(key.fingerprint) \(stage.id) \(kind) \(Self.portable(stage.options.canonicalJSON))"
    }
  }

  /// A text with the same paths on every machine.
  private static func portable(_ text: String) -> String {
    ([(repository, "REPOSITORY")] + DataHome.folders.map { ($0, "DATA") }).reduce(text) {
      $0.replacing($1.0, with: $1.1)
    }
  }
}
