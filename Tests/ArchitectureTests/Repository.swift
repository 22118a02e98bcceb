import Foundation

/// Reads the files of the repository.
enum Repository {
  static let root = #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined()

  static func text(_ path: String) throws -> String {
    try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8)
  }

  static func names(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "\(root)/\(folder)").sorted()
  }

  /// Finds the files below a folder whose names end in a suffix, as paths from the root.
  static func files(in folder: String, ending suffix: String) -> [String] {
    let all = FileManager.default.enumerator(atPath: "\(root)/\(folder)")?.compactMap {
      $0 as? String
    }
    return (all ?? []).filter { $0.hasSuffix(suffix) }.map { "\(folder)/\($0)" }.sorted()
  }

  /// Finds the modules that a Swift file imports.
  static func imports(of file: String) throws -> Set<String> {
    let lines = try text(file).split(separator: "\n")
    return Set(
      lines.compactMap { line in
        line.firstMatch(of: /^\s*(?:@\w+ )*(?:(?:public|package|internal) )?import (\w+)/).map {
          String($0.1)
        }
      })
  }

  /// Folder of the manual's articles.
  static let manual = "Sources/bondlab/bondlab.docc"

  /// Reads the rows of each table between a heading of a Markdown file and the next one, each cell
  /// without back-quotes.
  static func tables(in file: String, below heading: String) throws -> [[[String]]] {
    try lines(in: file, below: heading).map { $0.dropFirst(2).map(cells) }
  }

  /// Reads the headings of the columns of each of these tables.
  static func headers(of file: String, below heading: String) throws -> [[String]] {
    try lines(in: file, below: heading).map { $0.prefix(1).flatMap(cells) }
  }

  private static func lines(in file: String, below heading: String) throws -> [ArraySlice<
    Substring
  >] {
    let lines = try text(file).split(separator: "\n", omittingEmptySubsequences: false)
    guard let start = lines.firstIndex(of: Substring(heading)) else { return [] }
    let section = lines[(start + 1)...].prefix { !$0.hasPrefix("## ") }
    return section.split { !$0.hasPrefix("|") }
  }

  private static func cells(ofRow line: Substring) -> [String] {
    line.dropFirst().dropLast().split(separator: "|", omittingEmptySubsequences: false).map {
      $0.replacing("`", with: "").trimmingCharacters(in: .whitespaces)
    }
  }
}
