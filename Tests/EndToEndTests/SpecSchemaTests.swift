import Foundation
import TestSupport
import Testing

/// Finds a Python with the modules that `Tests/check_schema.py` imports.
private enum Validator {
  /// Path of the Python; nil where none has both modules.
  static let interpreter: String? = {
    let chosen = ProcessInfo.processInfo.environment["BONDLAB_PYTHON"].map { [$0] }
    // The system's own has what Debian's packages bring, even where another one is first.
    return (chosen ?? ["python3", "/usr/bin/python3"]).first { interpreter in
      (try? run(interpreter, ["-c", "import jsonschema, yaml"]))?.status == 0
    }
  }()

  static func run(
    _ interpreter: String, _ arguments: [String]
  ) throws -> (status: Int32, output: String) {
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
      if: Validator.interpreter != nil,
      "needs Python with jsonschema and PyYAML; BONDLAB_PYTHON names another interpreter"))
  func validator() throws {
    let interpreter = try #require(Validator.interpreter)
    let outcome = try Validator.run(interpreter, [fixturePath("../check_schema.py"), Program.path])
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
