import FoundationEssentials
import Pipeline
import Options
import Platform
import Spec
import TestSupport
import Testing

/// Compares the plans of the experiments that come with the program with recorded texts.
///
/// A change of the program that should change no result changes no line of these texts.
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

  /// Writes a line for each stage: its fingerprint, name, kind and options.
  ///
  /// The fingerprint is as if each input held its own fingerprint and each file its own path.
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

  /// Makes a text with the same paths on every machine.
  private static func portable(_ text: String) -> String {
    ([(repository, "REPOSITORY")] + DataHome.folders.map { ($0, "DATA") }).reduce(text) {
      $0.replacing($1.0, with: $1.1)
    }
  }
}
