import Foundation
import TestSupport
import Testing

/// Python with what `Tests/check_schema.py` imports, where the machine has one.
private enum Validator {
  static let interpreter = ProcessInfo.processInfo.environment["BONDLAB_PYTHON"] ?? "python3"

  static let isThere = (try? run(["-c", "import jsonschema, yaml"]))?.status == 0

  static func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [interpreter] + arguments
    let pipe = Pipe()
    (process.standardOutput, process.standardError) = (pipe, pipe)
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }
}

@Suite("the JSON Schema of specs, by a public validator")
struct SpecSchemaTests {
  @Test(
    "accepts every experiment and refuses broken specs",
    .enabled(
      if: Validator.isThere,
      "needs Python with jsonschema and PyYAML; BONDLAB_PYTHON names another interpreter"))
  func validator() throws {
    let outcome = try Validator.run([fixturePath("../check_schema.py"), Program.path])
    print(outcome.output, terminator: "")
    #expect(outcome.status == 0, "\(outcome.output)")
  }

  @Test("is of whole specs, not of one kind")
  func oneKind() throws {
    let folder = try TemporaryFolder()
    let outcome = try Program.run(["stages", "load", "--format", "json-schema"], in: folder)
    #expect(outcome.status == 2 && outcome.output.isEmpty)
    #expect(outcome.complaints.contains("leave out 'load'"))
  }
}
