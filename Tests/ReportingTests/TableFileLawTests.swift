import FoundationEssentials
import Reporting
import TestSupport
import Testing

@Suite("what writing a table promises")
struct TableFileLawTests {
  private func text(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
  }

  private func names(_ folder: TemporaryFolder) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  @Test("a text reads back as it is", arguments: ["", "a", "a,b\nnaïve £ 数\n", "\u{0}\r\n"])
  func readsBack(wanted: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("verdict[arm=a,seed=1] é.csv")
    try writeAtomically(wanted, to: path)
    #expect(Array(try text(path).utf8) == Array(wanted.utf8))
    #expect(try names(folder).count == 1)
  }

  @Test("a shorter text leaves nothing of a longer one")
  func shorter() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("main.csv")
    try writeAtomically("a long text\n", to: path)
    try writeAtomically("a\n", to: path)
    #expect(try text(path) == "a\n")
  }

  @Test("what a killed program left of a file is no obstacle and does not stay")
  func leftover() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write("half a te".utf8, to: "main.csv.partial")
    try writeAtomically("a,b\n", to: folder.file("main.csv"))
    #expect(try text(folder.file("main.csv")) == "a,b\n")
    #expect(try names(folder) == ["main.csv"])
  }

  @Test("a file that can't be replaced keeps its text")
  func keepsText() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("old\n".utf8, to: "main.csv")
    try FileManager.default.createDirectory(
      atPath: path + ".partial", withIntermediateDirectories: false)
    #expect(throws: (any Error).self) { try writeAtomically("new\n", to: path) }
    #expect(try text(path) == "old\n")
  }

  @Test("a folder where the file should be is named with its path")
  func folderInTheWay() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("main.csv")
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    let error = #expect(throws: ReportError.self) { try writeAtomically("x", to: path) }
    #expect(error?.description.hasPrefix("\(path) can't be written: ") == true)
  }

  @Test("a failure leaves no unfinished file either")
  func nothingLeft() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("main.csv")
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    #expect(throws: (any Error).self) { try writeAtomically("x", to: path) }
    #expect(try names(folder) == ["main.csv"])
  }

  @Test("every failure is a report's own, and says which path it is")
  func oneKindOfError() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("nowhere/main.csv")
    let error = #expect(throws: ReportError.self) { try writeAtomically("x", to: path) }
    #expect(error?.description.contains("\(path) can't be written") == true)
  }
}
