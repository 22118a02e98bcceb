import Foundation
import Testing

@testable import Serialization

/// The path of a folder with the texts of github.com/nst/JSONTestSuite, in which `n_*.json` are no
/// JSON and `y_*.json` are.
private let folder = ProcessInfo.processInfo.environment["BONDLAB_JSON_SUITE"]

@Suite(
  "a public suite of JSON texts",
  .enabled(if: folder != nil, "BONDLAB_JSON_SUITE names a folder of JSONTestSuite's texts"))
struct JSONSuiteTests {
  private func texts(_ prefix: String) throws -> [(name: String, bytes: [UInt8])] {
    let folder = try #require(folder)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    let texts = try names.filter { $0.hasPrefix(prefix) && $0.hasSuffix(".json") }.sorted().map {
      ($0, Array(try Data(contentsOf: URL(filePath: "\(folder)/\($0)"))))
    }
    try #require(!texts.isEmpty)
    return texts
  }

  /// Returns whether a whole text is JSON.
  private func isSound(_ bytes: [UInt8]) -> Bool { (try? JSONScanner.check(bytes)) != nil }

  @Test("none of the invalid ones passes, alone or as a member that nobody uses")
  func invalid() throws {
    for (name, bytes) in try texts("n_") {
      #expect(!isSound(bytes), "\(name)")
      let member = Array("{\"extra\": ".utf8) + bytes + Array("}".utf8)
      #expect(!isSound(member), "\(name) as a member")
    }
  }

  @Test("all of the valid ones pass")
  func valid() throws {
    for (name, bytes) in try texts("y_") { #expect(isSound(bytes), "\(name)") }
  }
}
