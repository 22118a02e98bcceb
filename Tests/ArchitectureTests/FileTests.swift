import Foundation
import Testing

@Suite("the files")
struct FileTests {
  @Test("are short, with lines that fit", arguments: ["Sources", "Tests"])
  func sizes(_ folder: String) throws {
    for file in Repository.files(in: folder, ending: ".swift") {
      let lines = try Repository.text(file).split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.count <= 300, "\(file) has \(lines.count) lines")
      for (number, line) in lines.enumerated() {
        #expect(line.count <= 100, "\(file):\(number + 1) has \(line.count) characters")
      }
    }
  }

  @Test(
    "know only the C that their module wraps",
    arguments: [("CYAML", "YAML"), ("COpenBLAS", "Tensors")])
  func wrappers(_ library: String, _ module: String) throws {
    for file in Repository.files(in: "Sources", ending: ".swift")
    where try Repository.imports(of: file).contains(library) {
      #expect(file.hasPrefix("Sources/\(module)/"), "\(file) imports \(library)")
    }
  }

  @Test("at the top level are those that belong there")
  func topLevel() throws {
    let expected: Set = [
      "Experiments", "LICENSE", "Package.swift", "README.md", "Results", "Sources", "Tests",
      "bondlab",
    ]
    let made: Set = ["Package.resolved"]
    let found = try Repository.names(in: "").filter { !$0.hasPrefix(".") }
    #expect(Set(found).subtracting(made) == expected)
  }
}
