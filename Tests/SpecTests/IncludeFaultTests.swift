import Foundation
import Spec
import TestSupport
import Testing
import YAML

@Suite("files that cannot be included")
struct IncludeFaultTests {
  private let base = "experiment: base\nstages: {s: {kind: k}}\n"

  private func folder(_ own: String, besides files: [String: String] = [:]) throws -> SpecFolder {
    try SpecFolder(
      ["base.yaml": base, "spec.yaml": "experiment: own\n\(own)"].merging(files) { $1 })
  }

  @Test(
    "include is a path or a list of paths, written out",
    arguments: [
      (
        "{file: base.yaml}", 10, "include must be the path of a file, or a list of paths, not a map"
      ),
      ("[[base.yaml]]", 11, "include must be the path of a file, or a list of paths, not a list"),
      ("''", 10, "include must be the path of a file, or a list of paths, not \"\""),
      ("[base.yaml, ~]", 22, "'~' is a folder, not a file"),
      ("\"${file}.yaml\"", 10, "the path of an included file must be written out"),
    ])
  func forms(value: String, column: Int, message: String) throws {
    let found = try folder("include: \(value)\nstages: {t: {kind: k}}").messages()
    #expect(found.count == 1)
    #expect(found[0].hasPrefix("spec.yaml:2:\(column): error: "), "\(found)")
    #expect(found[0].contains(message), "\(found)")
  }

  @Test(
    "an empty include or override is none", arguments: ["include:", "include: []", "override:"])
  func empty(line: String) throws {
    #expect(try folder("\(line)\nstages: {t: {kind: k}}").messages() == [])
  }

  @Test("a missing file is reported where it is named, with the nearest name")
  func missing() throws {
    let files = ["sub/one.yaml": base]
    func message(_ name: String) throws -> [String] {
      try folder("include: [base.yaml, '\(name)']", besides: files).messages()
    }
    #expect(
      try message("sub/noe.yaml") == [
        "spec.yaml:2:22: error: there is no file 'sub/noe.yaml' to include\n"
          + "  hint: did you mean 'sub/one.yaml'?"
      ])
    for name in ["elsewhere.yaml", "no/such/folder.yaml", "/no/such.yaml", "a, \"b\" é"] {
      let found = try message(name)
      #expect(found.count == 1)
      #expect(found[0].hasPrefix("spec.yaml:2:22: error: there is no file '\(name)' to include"))
      #expect(found[0].contains("it was looked for at"))
    }
  }

  @Test("a folder, a pipe or a device is no spec")
  func otherKinds() throws {
    let folder = try folder(
      "include: [., sub, pipe, /dev/null, loop]", besides: ["sub/a.yaml": base])
    #expect(mkfifo(folder.folder.file("pipe"), 0o600) == 0)
    #expect(symlink("loop", folder.folder.file("loop")) == 0)
    let found = try folder.messages()
    #expect(
      found.map { $0.split(separator: "\n")[0] } == [
        "spec.yaml:2:11: error: '.' is a folder, not a file",
        "spec.yaml:2:14: error: 'sub' is a folder, not a file",
        "spec.yaml:2:19: error: 'pipe' is not a plain file",
        "spec.yaml:2:25: error: '/dev/null' is not a plain file",
        "spec.yaml:2:36: error: there is no file 'loop' to include",
      ])
  }

  @Test("a file that the user may not read", .enabled(if: geteuid() != 0))
  func unreadable() throws {
    let folder = try folder("include: base.yaml")
    #expect(chmod(folder.folder.file("base.yaml"), 0) == 0)
    #expect(
      try folder.messages() == [
        "spec.yaml:2:10: error: 'base.yaml' can't be read: Permission denied"
      ])
  }

  @Test("files that include each other name their chain")
  func circles() throws {
    let files = [
      "a.yaml": "include: sub/b.yaml", "sub/b.yaml": "vars: {x: 1}\ninclude: [../c.yaml]",
      "c.yaml": "include: a.yaml", "root.yaml": "include: ./spec.yaml",
    ]
    #expect(
      try folder("include: a.yaml", besides: files).messages() == [
        "sub/../c.yaml:1:10: error: files include each other in a circle: a.yaml -> sub/b.yaml -> "
          + "sub/../c.yaml -> a.yaml\n  hint: put what they share into a file that includes "
          + "none of them"
      ])
    let around = try folder("include: root.yaml", besides: files).messages()
    #expect(
      around.count == 1
        && around[0].hasPrefix(
          "root.yaml:1:10: error: files include each other in a circle: spec.yaml -> root.yaml -> "
            + "spec.yaml\n")
    )
    let own = try folder("include: spec.yaml")
    #expect(
      try own.messages() == [
        "spec.yaml:2:10: error: 'spec.yaml' includes itself\n"
          + "  hint: name another file, or remove it"
      ])
    #expect(symlink("spec.yaml", own.folder.file("link.yaml")) == 0)
    try own.write("experiment: own\ninclude: link.yaml", to: "spec.yaml")
    let linked = try own.messages()
    #expect(linked.count == 1)
    #expect(linked[0].hasPrefix("spec.yaml:2:10: error: 'spec.yaml' includes itself"), "\(linked)")
  }

  @Test(
    "text that is no YAML is reported inside the file, with those of other files",
    arguments: [
      ("a: [1", "bad.yaml:2:1: error: expected ','"),
      ("vars: {a: 1}\n---\nb: 2", "bad.yaml:2:1: error: a second document begins here"),
      (
        "vars: {a: 1, a: 2}",
        "bad.yaml:1:14: error: 'a' is given twice; the first is at bad.yaml:1:8"
      ),
      ("- list", "bad.yaml:1:1: error: a spec must be a mapping, not a list"),
      ("", "bad.yaml:1:1: error: there is nothing in it"),
      ("a: &a [*a]", "bad.yaml:1:8: error: the alias '*a' stands inside"),
      ("a: *none", "bad.yaml:1:4: error: no anchor '&none'"),
      ("\u{0}", "bad.yaml:1:1: error: a control character"),
    ])
  func malformed(text: String, message: String) throws {
    let files = ["bad.yaml": text, "worse.yaml": "{"]
    let found = try folder("include: [base.yaml, bad.yaml, worse.yaml]", besides: files).messages()
    #expect(found.count == 2)
    #expect(found[0].hasPrefix(message), "\(found)")
    #expect(found[1].hasPrefix("worse.yaml:"), "\(found)")
  }

  @Test("anchors of one file mean nothing in another")
  func anchors() throws {
    let files = ["a.yaml": "vars: {v: &v 1}", "b.yaml": "vars: {w: *v}"]
    let found = try folder("include: [a.yaml, b.yaml]", besides: files).messages()
    #expect(found.count == 1 && found[0].hasPrefix("b.yaml:1:11: error: no anchor '&v'"))
  }

  @Test("10 MB are not read")
  func large() throws {
    let folder = try folder(
      "include: large.yaml",
      besides: ["large.yaml": "#" + String(repeating: "x", count: 10_000_000)])
    let found = try folder.messages()
    #expect(found.count == 1)
    #expect(
      found[0].hasPrefix(
        "spec.yaml:2:10: error: 'large.yaml' has 10000001 bytes, more than the 4194304"))
  }

  @Test("files that are small one by one are not large together")
  func bombs() throws {
    let list = "[\((0..<9).map { _ in "x" }.joined(separator: ", "))]"
    func level(_ number: Int) -> String {
      let copies = (0..<9).map { _ in "*l\(number)" }.joined(separator: ", ")
      return "  l\(number + 1): &l\(number + 1) [\(copies)]\n"
    }
    let text = "vars:\n  l0: &l0 \(list)\n" + (0..<4).map(level).joined()
    var files: [String: String] = [:]
    for number in 0..<9 { files["bomb\(number).yaml"] = text }
    let names = files.keys.sorted().joined(separator: ", ")
    let found = try folder("include: [\(names)]", besides: files).messages()
    #expect(!found.isEmpty)
    #expect(
      found.allSatisfy { $0.contains("more than 4194304 bytes or 100000 values") }, "\(found)")
  }

  @Test("no more than 32 files, in a chain or side by side")
  func many() throws {
    var chain: [String: String] = [:]
    for number in 0..<40 { chain["f\(number).yaml"] = "include: f\(number + 1).yaml" }
    let deep = try folder("include: f0.yaml", besides: chain).messages()
    #expect(
      deep == [
        "f31.yaml:1:10: error: a spec includes more than 32 files\n  hint: join some of them"
      ])
    let names = chain.keys.sorted().joined(separator: ", ")
    let wide = try folder(
      "include: [\(names)]", besides: chain.mapValues { _ in "vars: {a: 1}" }
    ).messages()
    #expect(wide.count == 8 && wide.allSatisfy { $0.contains("more than 32 files") })
  }

  // Were each path through the files followed, there would be 2³¹ of them.
  @Test(
    "files that all include each other's elders are each read once", .timeLimit(.minutes(10)))
  func lattice() throws {
    var files: [String: String] = [:]
    for number in 0..<32 {
      let elders = (0..<number).map { "f\($0).yaml" }.joined(separator: ", ")
      let variables = (0..<300).map { "v\(number)x\($0): 1" }.joined(separator: ", ")
      files["f\(number).yaml"] =
        "include: [\(elders)]\nvars: {shared: 1, \(variables)}\nsweep: {except: [{a: \(number)}]}"
    }
    let all = files.keys.sorted().joined(separator: ", ")
    let folder = try folder(
      "include: [\(all)]\nsweep: {a: {range: [0, 40, 1]}}\nstages: {s: {kind: k}}",
      besides: files)
    #expect(try folder.messages() == [])
    #expect(try folder.read().cellLabels.map { $0[0] } == (32...40).map(String.init))
  }

  @Test("names with spaces, commas, quotes, line feeds and letters of any script")
  func names() throws {
    for name in ["a b.yaml", "a,b.yaml", "a'b.yaml", "a\nb.yaml", "é漢.yaml", "#a: [.yaml"] {
      let quoted = "\"\(name.replacing("\n", with: "\\n"))\""
      #expect(try folder("include: \(quoted)", besides: [name: base]).messages() == [])
    }
  }
}
