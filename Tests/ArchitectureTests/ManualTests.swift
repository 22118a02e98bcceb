import Foundation
import Testing

@Suite("the manual")
struct ManualTests {
  private static let home = "bondlab"
  private static let pages = Repository.files(in: Repository.manual, ending: ".md")
  private static let adding = pages.filter { page in
    page.split(separator: "/").last?.hasPrefix("Adding") == true
  }

  @Test("has an article for what each group of readers needs")
  func articles() {
    let names = Self.pages.compactMap { $0.split(separator: "/").last?.dropLast(3) }
    let wanted: Set<Substring> = [
      "bondlab", "Tutorial", "Specs", "Tables", "Data", "Models", "Training", "Sharing",
      "Decomposition", "Store", "ManyRuns", "Slurm", "Computing", "Questions", "Architecture",
      "Testing", "Adding", "Reference", "Commands",
    ]
    #expect(wanted.subtracting(names).isEmpty, "\(wanted.subtracting(names).sorted())")
  }

  @Test("leads from its first page to every article")
  func landing() throws {
    let first = try MarkdownPage("\(Repository.manual)/\(Self.home).md")
    let linked = Set(first.links.map(\.file))
    for page in Self.pages where page != first.path {
      #expect(linked.contains(page), "\(page)")
    }
  }

  @Test("has links that lead to files and headings", arguments: pages + ["README.md"])
  func links(path: String) throws {
    for link in try MarkdownPage(path).links {
      guard FileManager.default.fileExists(atPath: "\(Repository.root)/\(link.file)") else {
        Issue.record("\(path): there is no \(link.file)")
        continue
      }
      guard let anchor = link.anchor else { continue }
      let anchors = try MarkdownPage(link.file).anchors
      #expect(anchors.contains(anchor), "\(path): \(link.file) has no heading #\(anchor)")
    }
  }

  @Test("has articles that begin with their title", arguments: pages)
  func title(path: String) throws {
    let lines = try MarkdownPage(path).lines
    #expect(lines.first?.hasPrefix("# ") == true)
    #expect(lines.count { $0.hasPrefix("# ") } == 1)
  }

  @Test(
    "shows each example of an addition on one page, as it is built and tested",
    arguments: Repository.files(in: "Tests/Seams", ending: ".swift"))
  func example(path: String) throws {
    let example = "```swift\n\(try Repository.text(path))```\n"
    let shown = try Self.adding.filter { try Repository.text($0).contains(example) }
    #expect(shown.count == 1, "\(shown)")
  }

  @Test("names every catalog that a new entry is added to")
  func catalogs() throws {
    let page = try Repository.text("\(Repository.manual)/Adding.md")
    let sources = try Repository.files(in: "Sources", ending: ".swift").map(Repository.text)
    let catalogs = Set(
      sources.flatMap { source in
        source.matches(of: /enum (\w+Catalog)\b/).map { String($0.1) }
      })
    #expect(catalogs.count >= 10)
    for name in catalogs { #expect(page.contains("`\(name)`"), "\(name)") }
  }
}

/// A Markdown file, with what links in it and to it depend on.
private struct MarkdownPage {
  /// A link to a file of the repository.
  struct Link {
    /// Path from the root.
    let file: String
    /// What follows `#`; nil where the link leads to the file as a whole.
    let anchor: String?
  }

  let path: String
  /// The lines outside fenced blocks.
  let lines: [Substring]

  init(_ path: String) throws {
    self.path = path
    var isCode = false
    lines = try Repository.text(path).split(separator: "\n", omittingEmptySubsequences: false)
      .filter { line in
        if line.hasPrefix("```") { isCode.toggle() }
        return !isCode && !line.hasPrefix("```")
      }
  }

  /// The links to files of the repository, outside code in back-quotes; those to the web and to
  /// folders are left out.
  var links: [Link] {
    lines.map { $0.replacing(/`[^`]*`/, with: "") }.flatMap { line in
      line.matches(of: /\]\(([^()\s]+)\)/).map { String($0.1) }
    }.filter { !$0.contains("://") && !$0.hasPrefix("mailto:") }.map(link)
  }

  private func link(_ target: String) -> Link {
    let parts = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    let folder = path.split(separator: "/").dropLast().map { "\($0)/" }.joined()
    return Link(
      file: parts[0].isEmpty ? path : "\(folder)\(parts[0])",
      anchor: parts.count > 1 ? String(parts[1]) : nil)
  }

  /// The anchors of all headings by GitHub's rules: lower case, without punctuation but hyphens and
  /// underscores, spaces as hyphens, and a number after a heading that was there before.
  var anchors: Set<String> {
    var seen: [String: Int] = [:]
    return Set(
      lines.compactMap { $0.firstMatch(of: /^#{1,6} +(.+?) *$/)?.1 }.map { heading in
        let shown = heading.replacing(/\[([^\]]*)\]\([^)]*\)/) { $0.1 }
        let anchor = String(
          shown.lowercased().filter { $0.isLetter || $0.isNumber || " -_".contains($0) }
            .map { $0 == " " ? "-" : $0 })
        let earlier = seen[anchor, default: 0]
        seen[anchor] = earlier + 1
        return earlier == 0 ? anchor : "\(anchor)-\(earlier)"
      })
  }
}
