/// The rows of a table, their fields laid end to end.
///
/// A large table has millions of rows; an array for each of them would take more memory than their
/// texts.
struct TableRows: RandomAccessCollection {
  struct Row {
    /// Number of the row's first line, from 1.
    let line: Int
    let fields: Fields
  }

  /// The fields of one row, indexed from 0.
  struct Fields: RandomAccessCollection {
    fileprivate let all: [String]
    fileprivate let range: Range<Int>

    var startIndex: Int { 0 }
    var endIndex: Int { range.count }

    subscript(index: Int) -> String {
      precondition(index >= 0 && index < range.count, "a row has the fields that are read")
      return all[range.lowerBound + index]
    }
  }

  private var fields: [String] = []
  private var ends: [Int] = []
  private var lines: [Int] = []

  var startIndex: Int { 0 }
  var endIndex: Int { ends.count }

  subscript(row: Int) -> Row {
    let start = row == 0 ? 0 : ends[row - 1]
    return Row(line: lines[row], fields: Fields(all: fields, range: start..<ends[row]))
  }

  /// Adds a row, unless it is blank: one field with nothing in it.
  mutating func append(line: Int, _ row: some Collection<String>) {
    guard row.count != 1 || row.first != "" else { return }
    fields += row
    ends.append(fields.count)
    lines.append(line)
  }
}
