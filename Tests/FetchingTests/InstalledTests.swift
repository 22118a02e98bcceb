import Fetching
import Foundation
import TestSupport
import Testing

@Suite("installed packages")
struct InstalledTests {
  private let root: TemporaryFolder
  private let home: Home

  init() throws {
    root = try TemporaryFolder()
    home = try Home()
    try FileManager.default.createDirectory(
      atPath: root.file("pages"), withIntermediateDirectories: true)
  }

  private func kept(
    _ inner: String, _ form: KeptFile.Form, _ wanted: String
  ) throws -> Fetcher.Outcome {
    let sample = entry(
      .apt(package: "no-such-package"),
      KeptFile([inner], to: "corpus/text.txt", pin(Array(wanted.utf8)), as: form))
    return try home.fetcher(installedRoot: root.path).get(sample)
  }

  @Test("files of a package that is installed are taken from there")
  func installed() throws {
    _ = try root.write("words".utf8, to: "words.txt")
    #expect(try kept("words.txt", .asItIs, "words") == .fetched)
    #expect(try home.bytes("corpus/text.txt") == Array("words".utf8))
  }

  @Test("pages become passages, a line each, in the order of their names")
  func pages() throws {
    let second = """
      <!DOCTYPE html><html><head><title>no</title></head>
      <BODY class="x"><h1>One &amp; all</h1><p>A <i>word</i>,
        <b>two</b>&#8212;3 &lt; 4, 5 < 6 &unknown; AT&T</p><p>  </p>tail&#x21;</body></html>
      """
    _ = try root.write(second.utf8, to: "pages/b.html")
    _ = try root.write("<body>First<br/>line".utf8, to: "pages/a.html")
    _ = try root.write("<body>none".utf8, to: "pages/c.txt")
    let wanted =
      "First\nline\nOne & all\nA word, two\u{2014}3 < 4, 5 < 6 &unknown; AT&T\ntail!\n"
    #expect(try kept("pages", .passagesOfPages, wanted) == .fetched)
  }

  @Test("paragraphs of a text become lines; bytes that are not UTF-8 are replaced")
  func text() throws {
    let text = Array("\n\n  One\n   two \n \t\n\n three".utf8) + [0xFF] + Array("\r\n\r\nfour".utf8)
    _ = try root.write(text, to: "words.txt")
    #expect(try kept("words.txt", .passagesOfText, "One two\nthree\u{FFFD}\nfour\n") == .fetched)
  }
}
