/// A column of a table: by the name in its header, or by its place from 1 where it has none.
enum TableColumn: Hashable, Sendable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
  case named(String)
  case numbered(Int)

  init(stringLiteral name: String) { self = .named(name) }

  init(integerLiteral place: Int) { self = .numbered(place) }

  /// Its name; nil where it has a number.
  var name: String? { if case .named(let name) = self { name } else { nil } }

  /// Its place from 1; nil where it has a name.
  var number: Int? { if case .numbered(let number) = self { number } else { nil } }
}

extension TableColumn {
  /// The column that an option names, or numbers where there is no header.
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
  /// The place of a column, from 0.
  func place(_ column: TableColumn) throws(DatasetError) -> Int {
    switch column {
    case .named(let name): try self.column(name)
    case .numbered(let number): number - 1
    }
  }

  /// Whether a column is there, in every row where there is no header.
  func has(_ column: TableColumn) -> Bool {
    switch column {
    case .named(let name): header.contains(name)
    case .numbered(let number): rows.allSatisfy { $0.fields.count >= number }
    }
  }
}
