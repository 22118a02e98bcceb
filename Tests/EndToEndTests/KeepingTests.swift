import Foundation
import TestSupport
import Testing

@Suite("what bondlab cache gc keeps")
struct KeepingTests {
  private let experiment: ShellExperiment

  init() throws {
    experiment = try ShellExperiment(
      """
      a: {kind: shell, command: "echo x >> $ROOT/begun; echo alpha > a.txt", outputs: [a.txt]}
      """)
    #expect(try experiment.run().status == 0)
  }

  private func clean(_ arguments: String...) throws -> Program.Outcome {
    try Program.run(["cache", "gc", "--keep", "0"] + arguments, in: experiment.folder)
  }

  private func remove(_ name: String) throws {
    try FileManager.default.removeItem(atPath: experiment.folder.file(name))
  }

  @Test("after the database was lost, all that was done before, until it is said to go")
  func lostDatabase() throws {
    for name in try FileManager.default.contentsOfDirectory(
      atPath: experiment.folder.file("Results")) where name.hasPrefix("bondlab.sqlite")
    {
      try remove("Results/\(name)")
    }
    let kept = try clean()
    #expect(kept.status == 0 && kept.output == "0 bytes freed\n", "\(kept)")
    #expect(kept.complaints.contains("1 files of stages that no known run used are kept"))
    #expect(try experiment.run().status == 0 && experiment.text("begun") == "x\n")
    try remove("Results/shell")
    #expect(try clean().output.hasSuffix("6 bytes freed\n"))
  }

  @Test("--unused lets it go")
  func unused() throws {
    try remove("Results/bondlab.sqlite")
    let looked = try clean("--dry-run", "--unused")
    #expect(looked.output.hasSuffix("6 bytes would be freed\n"), "\(looked)")
    #expect(try clean("--unused").output.hasSuffix("6 bytes freed\n"))
    #expect(try experiment.run().status == 0 && experiment.text("begun") == "x\nx\n")
  }

  @Test("what tables came from that export wrote, as long as they lie there")
  func exported() throws {
    try remove("Results/shell")
    let export = try Program.run(
      ["export", "shell.yaml", "--out", "Tables"], in: experiment.folder)
    #expect(export.status == 0 && export.complaints.isEmpty, "\(export.complaints)")
    #expect(try clean().output == "0 bytes freed\n")
    try remove("Tables")
    #expect(try clean().output.hasSuffix("6 bytes freed\n"))
  }
}
