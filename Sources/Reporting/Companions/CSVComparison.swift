internal import Serialization

/// The cells of two CSV files that should be alike.
///
/// Numbers may differ by a tolerance where one is given. Texts, empty cells and whole numbers, such
/// as counts and steps, must be equal.
package struct CSVComparison: Equatable, Sendable {
  /// A cell that differs.
  package struct Difference: Equatable, Sendable {
    /// The number of the line among those below the header, from 1; 0 for the header.
    package let row: Int
    /// The texts that the line begins with, as far as they are no numbers.
    package let labels: [String]
    package let column: String
    /// The cell of the first file; nil where that has no such line or column.
    package let former: String?
    /// The cell of the second file; nil where that has no such line or column.
    package let new: String?

    /// The difference of two numbers in relation to the larger one; nil for anything else.
    package var relative: Double? {
      guard let former = former.flatMap(number), let new = new.flatMap(number) else { return nil }
      return relativeDifference(former, new)
    }
  }

  package private(set) var rows = 0
  /// Number of cells of both files, the header's aside.
  package private(set) var cells = 0
  package private(set) var differences: [Difference] = []
  /// Number of cells that differ by no more than the tolerance.
  package private(set) var tolerated = 0
  /// The largest relative difference among these.
  package private(set) var largestTolerated = 0.0

  private let tolerance: Double
  private var header: [String] = []

  /// Compares two files.
  ///
  /// - Parameter tolerance: The largest relative difference of two numbers that counts as none.
  package init(_ former: [UInt8], _ new: [UInt8], tolerance: Double) {
    self.tolerance = tolerance
    var formerLines = CommaSeparated.Reader(former)
    var newLines = CommaSeparated.Reader(new)
    let (formerHeader, newHeader) = (formerLines.texts() ?? [], newLines.texts() ?? [])
    header = formerHeader.count >= newHeader.count ? formerHeader : newHeader
    compare(formerHeader, newHeader)
    cells = 0
    while true {
      let (former, new) = (formerLines.texts(), newLines.texts())
      if former == nil && new == nil { break }
      rows += 1
      compare(former ?? [], new ?? [])
    }
  }

  private mutating func compare(_ former: [String], _ new: [String]) {
    cells += max(former.count, new.count)
    if former.elementsEqual(new, by: isSame) { return }
    let labels = Array((new.isEmpty ? former : new).prefix { !$0.isEmpty && number($0) == nil })
    for column in 0..<max(former.count, new.count) {
      let difference = Difference(
        row: rows, labels: labels,
        column: header.indices.contains(column) ? header[column] : "column \(column + 1)",
        former: former.indices.contains(column) ? former[column] : nil,
        new: new.indices.contains(column) ? new[column] : nil)
      note(difference)
    }
  }

  private mutating func note(_ difference: Difference) {
    if let former = difference.former, let new = difference.new, isSame(former, new) { return }
    let areWhole = isWhole(difference.former) && isWhole(difference.new)
    if !areWhole, let relative = difference.relative, relative <= tolerance {
      tolerated += 1
      largestTolerated = max(largestTolerated, relative)
    } else {
      differences.append(difference)
    }
  }
}

/// Returns the finite number that a cell has; nil where it has none.
private func number(_ text: String) -> Double? {
  guard text.utf8.first != UInt8(ascii: "+"), text.utf8.allSatisfy("0123456789+-.e".utf8.contains),
    let value = Double(text), value.isFinite
  else { return nil }
  return value
}

/// Whether two texts have the same bytes; Swift's texts are equal where only their accents are
/// composed differently.
private func isSame(_ former: String, _ new: String) -> Bool {
  former.utf8.elementsEqual(new.utf8)
}

private func isWhole(_ text: String?) -> Bool { text.flatMap { Int($0) } != nil }

private func relativeDifference(_ former: Double, _ new: Double) -> Double {
  let size = max(abs(former), abs(new))
  return size == 0 ? 0 : abs(former / size - new / size)
}
