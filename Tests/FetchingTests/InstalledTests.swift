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

  @Test(
    "a package of another version than the known one is downloaded, as is one that isn't there",
    .enabled(if: areThere("dpkg-deb"), "dpkg-deb is needed"))
  func downloaded() throws {
    let shelf = try shelfWithPackage()
    let path = ProcessInfo.processInfo.environment["PATH", default: ""]
    let tools = Tools(adding: ["PATH=\(shelf.path):\(path)"])
    let sample = entry(
      .apt(package: "words"),
      KeptFile(["usr/one.txt"], to: "corpus/one.txt", pin(Array("one".utf8))),
      KeptFile(["usr/two.txt"], to: "corpus/two.txt", pin(Array("two".utf8))))
    try FileManager.default.createDirectory(
      atPath: root.file("usr"), withIntermediateDirectories: true)
    _ = try root.write("one".utf8, to: "usr/one.txt")
    _ = try root.write("older two".utf8, to: "usr/two.txt")
    for installed in [root.path, "/nowhere"] {
      let home = try Home()
      let fetcher = home.fetcher(tools: tools, installedRoot: installed)
      #expect(try fetcher.get(sample) == .fetched)
      #expect(try home.bytes("corpus/two.txt") == Array("two".utf8))
      #expect(home.contents == ["corpus", "corpus/one.txt", "corpus/two.txt"])
    }
    let newer = entry(
      .apt(package: "words"),
      KeptFile(["usr/one.txt"], to: "corpus/one.txt", pin(Array("1".utf8))))
    #expect(throws: FetchError.self) { try home.fetcher(tools: tools).get(newer) }
    #expect(home.contents.isEmpty)
    #expect(try home.fetcher(trust: .everything, tools: tools).get(newer) == .fetched)
    #expect(try home.fetcher(tools: tools).get(newer) == .alreadyThere)
  }

  /// Makes a folder with a package, and with an `apt-get` that downloads it.
  private func shelfWithPackage() throws -> TemporaryFolder {
    let shelf = try TemporaryFolder()
    for folder in ["tree/DEBIAN", "tree/usr"] {
      try FileManager.default.createDirectory(
        atPath: shelf.file(folder), withIntermediateDirectories: true)
    }
    let control = "Package: words\nVersion: 1\nArchitecture: all\nMaintainer: x\nDescription: x\n"
    _ = try shelf.write(control.utf8, to: "tree/DEBIAN/control")
    _ = try shelf.write("one".utf8, to: "tree/usr/one.txt")
    _ = try shelf.write("two".utf8, to: "tree/usr/two.txt")
    let build = ["dpkg-deb", "--build", shelf.file("tree"), shelf.file("words.deb")]
    #expect(try Tools().run(build, output: "/dev/null") == 0)
    let script = "#!/bin/sh\ncp \(shelf.file("words.deb")) .\n"
    _ = try shelf.writeProgram(script, to: "apt-get")
    return shelf
  }
}
