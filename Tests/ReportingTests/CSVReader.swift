/// Reads comma-separated values as RFC 4180 describes them; a line ends with LF or with CRLF.
///
/// It reads Unicode scalars, as most programs do: CRLF is two of them, and a quote is a quote
/// whatever combining mark follows it.
struct CSVReader {
  /// Why a text isn't a table of comma-separated values.
  enum Failure: Error, Equatable {
    /// A quote in a field that didn't begin with one.
    case quoteInField
    /// Something between a closing quote and the next comma or line's end.
    case textAfterQuote
    /// A carriage return without a line feed, outside quotes.
    case loneReturn
    /// The text ends inside a field or a line.
    case cutShort
  }

  private let scalars: [Unicode.Scalar]
  private var position = 0

  /// Reads the fields of each line of a text.
  static func rows(of text: String) throws(Failure) -> [[String]] {
    var reader = CSVReader(scalars: Array(text.unicodeScalars))
    var rows: [[String]] = []
    while reader.position < reader.scalars.count { try rows.append(reader.row()) }
    return rows
  }

  private init(scalars: [Unicode.Scalar]) { self.scalars = scalars }

  private var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

  private mutating func row() throws(Failure) -> [String] {
    var fields: [String] = []
    while true {
      try fields.append(next == "\"" ? quotedField() : plainField())
      guard let end = next else { throw .cutShort }
      position += 1
      switch end {
      case ",": continue
      case "\n": return fields
      case "\r":
        guard next == "\n" else { throw .loneReturn }
        position += 1
        return fields
      default: throw .textAfterQuote
      }
    }
  }

  private mutating func plainField() throws(Failure) -> String {
    var field = String.UnicodeScalarView()
    while let scalar = next, scalar != ",", scalar != "\n", scalar != "\r" {
      if scalar == "\"" { throw .quoteInField }
      field.append(scalar)
      position += 1
    }
    return String(field)
  }

  private mutating func quotedField() throws(Failure) -> String {
    var field = String.UnicodeScalarView()
    position += 1
    while let scalar = next {
      position += 1
      if scalar == "\"" {
        guard next == "\"" else { return String(field) }
        position += 1
      }
      field.append(scalar)
    }
    throw .cutShort
  }
}
