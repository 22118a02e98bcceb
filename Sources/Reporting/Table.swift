/// A table ready to be written: a header and rows of typed cells.
public struct Table: Sendable, Equatable {
  public enum Cell: Sendable, Equatable {
    case text(String)
    /// A count, such as parameters.
    case whole(Int)
    case number(Double)
    /// Over repetitions: the mean, the sample deviation (nil for one value) and how many there are.
    case summary(mean: Double, deviation: Double?, count: Int)
    case missing
  }

  public let name: String
  public let header: [String]
  public let rows: [[Cell]]

  public init(name: String, header: [String], rows: [[Cell]]) {
    (self.name, self.header, self.rows) = (name, header, rows)
  }
}

extension Table.Cell {
  /// A value that is a whole number of any size is a count; others are measurements.
  init(_ value: Double) {
    self =
      value == value.rounded() && abs(value) >= 1000 && abs(value) < 1e15
      ? .whole(Int(value)) : .number(value)
  }
}
