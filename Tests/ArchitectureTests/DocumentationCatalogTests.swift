import Foundation
import Testing

/// The `docc` of Swift's toolchain, which some installations lack.
private let docc = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":")
  .map { "\($0)/docc" }.first { FileManager.default.isExecutableFile(atPath: $0) }

@Suite("the documentation catalog")
struct DocumentationCatalogTests {
  @Test("is built without a warning", .enabled(if: docc != nil, "docc is not installed"))
  func build() throws {
    let output = FileManager.default.temporaryDirectory.appending(path: "docc-\(UUID())")
    defer { try? FileManager.default.removeItem(at: output) }
    let process = Process()
    process.executableURL = URL(filePath: try #require(docc))
    process.arguments = [
      "convert", "\(Repository.root)/Sources/bondlab/bondlab.docc", "--warnings-as-errors",
      "--fallback-display-name", "BondLab", "--fallback-bundle-identifier", "bondlab",
      "--output-path", output.path,
    ]
    let messages = Pipe()
    process.standardError = messages
    process.standardOutput = messages
    try process.run()
    let text = String(decoding: messages.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(text)")
  }
}
