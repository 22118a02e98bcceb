/// A column of a table: by the name in its header, or by its place from 1 where it has none.
enum TableColumn: Hashable, Sendable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
  case named(String)
  case numbered(Int)

  init(stringLiteral name: String) { self = .named(name) }

  init(integerLiteral place: Int) { self = .numbered(place) }
}

extension DelimitedTable {
  /// The place of a column, from 0.
  func place(_ column: TableColumn) throws(DatasetError) -> Int {
    switch column {
    case .named(let name): try self.column(name)
    case .numbered(let number): number - 1
    }
  }

  /// Whether a column of this name is known to be there.
  func has(_ name: String) -> Bool {
    header.contains(name) || (header.isEmpty && Int(name).map { $0 <= width } ?? false)
  }

  /// The fields of the shortest row.
  private var width: Int { rows.map(\.fields.count).min() ?? 0 }

  /// Makes sure that every row has these places, as headerless tables need not.
  func require(_ places: [Int]) throws(DatasetError) {
    let least = (places.max() ?? -1) + 1
    try Self.report(
      rows.filter { $0.fields.count < least }.map { row in
        "\(path):\(row.line): expected at least \(least) columns, found \(row.fields.count)"
      })
  }
}
