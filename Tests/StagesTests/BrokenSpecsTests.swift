import FoundationEssentials
import Spec
import TestSupport
import Testing

/// The specs in `Golden/broken`, each wrong in the way that its name says.
private enum BrokenSpecs {
  static let folder = "\(repository)/Tests/StagesTests/Golden/broken"

  static let names: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
  }()

  /// Finds what is wrong with one of the specs.
  static func errors(_ name: String) throws -> SpecErrors {
    let path = "\(folder)/\(name).yaml"
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
    return try #require(throws: SpecErrors.self) { try plan(bytes, file: path) }
  }

  /// Writes the message for a user whose working folder is that of the specs.
  static func message(_ errors: SpecErrors) -> String {
    "\(errors)\n".replacing("\(folder)/", with: "").replacing(folder, with: ".")
  }
}

@Suite("broken specs")
struct BrokenSpecsTests {
  @Test("the folder of broken specs is found")
  func folderIsFound() { #expect(BrokenSpecs.names.count >= 40) }

  @Test("each is refused at the location of the mistake", arguments: BrokenSpecs.names)
  func message(name: String) throws {
    let message = BrokenSpecs.message(try BrokenSpecs.errors(name))
    #expect(message.hasPrefix("\(name).yaml:"))
    expectGolden(message, "broken/\(name).txt")
  }

  @Test(
    "one mistake gives one message, several give several", arguments: BrokenSpecs.names)
  func onceEach(name: String) throws {
    let count = try BrokenSpecs.errors(name).errors.count
    #expect(name.hasPrefix("several-mistakes") ? count > 1 : count == 1)
  }
}
