/// Counts the rows that don't have the columns of their file, and says where they are and whether
/// they were joined again or left out.
public struct BrokenRows: Hashable, Sendable {
  /// Number of rows that were broken over lines and are whole again.
  public private(set) var joined = 0
  /// Number of lines that are neither a row nor part of one, and were left out.
  public private(set) var skipped = 0
  /// A sentence about each file that has any.
  public private(set) var notes: [String] = []

  /// Starts with no rows.
  public init() {}

  /// Counts the broken rows of a file, given the lines at which they begin; `expected` says what
  /// rows should have.
  init(_ path: String, joined: [Int], skipped: [Int], expected: String) {
    (self.joined, self.skipped) = (joined.count, skipped.count)
    if !joined.isEmpty {
      notes.append("\(path): \(Self.rows(joined)) broken over lines and joined again")
    }
    if !skipped.isEmpty {
      notes.append("\(path): \(Self.rows(skipped)) left out, as they don't have \(expected)")
    }
  }

  /// Adds the broken rows of another file.
  mutating func add(_ other: BrokenRows) {
    joined += other.joined
    skipped += other.skipped
    notes += other.notes
  }

  private static func rows(_ lines: [Int]) -> String {
    let shown = 5
    let numbers = lines.prefix(shown).map { "\($0)" }.joined(separator: ", ")
    let rest = lines.count > shown ? " and \(lines.count - shown) more" : ""
    return "\(lines.count) \(lines.count == 1 ? "row" : "rows") (at line \(numbers)\(rest))"
  }
}
