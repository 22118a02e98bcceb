/// A column of a table, given by its name in the header, or by its number from 1 where there is no
/// header.
enum TableColumn: Hashable, Sendable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
  case named(String)
  case numbered(Int)

  init(stringLiteral name: String) { self = .named(name) }

  init(integerLiteral number: Int) { self = .numbered(number) }

  /// Its name; nil where it has a number.
  var name: String? { if case .named(let name) = self { name } else { nil } }

  /// Its number from 1; nil where it has a name.
  var number: Int? { if case .numbered(let number) = self { number } else { nil } }
}

extension TableColumn {
  /// Reads the column that an option gives: by its name, or by its number where there is no header.
  ///
  /// - Throws: `DatasetError` that names `path` where a number is expected and `name` is none.
  init(_ name: String, of path: String, isNamed: Bool) throws(DatasetError) {
    if isNamed {
      self = .named(name)
      return
    }
    guard let number = Int(name), number >= 1 else {
      throw DatasetError("\(path): without a header, a column is a number from 1, not '\(name)'")
    }
    self = .numbered(number)
  }
}

extension DelimitedTable {
  /// Finds the index of a column, from 0.
  ///
  /// - Throws: `DatasetError` where the header has no such name.
  func index(of column: TableColumn) throws(DatasetError) -> Int {
    switch column {
    case .named(let name): try index(ofColumn: name)
    case .numbered(let number): number - 1
    }
  }

  /// Returns whether a column is there; without a header, whether every row has it.
  func has(_ column: TableColumn) -> Bool {
    switch column {
    case .named(let name): header.contains(name)
    case .numbered(let number): rows.allSatisfy { $0.fields.count >= number }
    }
  }
}
