/// Reads comma-separated values as RFC 4180 defines them, with LF, CRLF or CR between records.
struct CommaSeparatedReader {
  let path: String
  let bytes: [UInt8]
  private var position = 0
  private var line = 1

  init(path: String, bytes: [UInt8]) {
    (self.path, self.bytes) = (path, bytes)
  }

  /// Reads all records but blank ones; each keeps the number of the line on which it starts.
  mutating func rows() throws(DatasetError) -> TableRows {
    var rows = TableRows()
    while position < bytes.count {
      let start = line
      rows.append(line: start, try record())
    }
    return rows
  }

  private mutating func record() throws(DatasetError) -> [String] {
    var fields: [String] = []
    while true {
      let start = line
      let field = position < bytes.count && bytes[position] == quote ? try quoted() : try plain()
      fields.append(try TextFile.text(field, path, line: start))
      if position < bytes.count && bytes[position] == comma {
        position += 1
        continue
      }
      skipLineEnd()
      return fields
    }
  }

  private mutating func plain() throws(DatasetError) -> [UInt8] {
    let start = position
    while position < bytes.count, bytes[position] != comma, !isAtLineEnd {
      if bytes[position] == quote {
        throw DatasetError(
          path, line: line,
          "expected no quote inside a field that doesn't start with one; "
            + "quote the whole field and double the quotes in it (RFC 4180), or use `format: tsv`")
      }
      position += 1
    }
    return Array(bytes[start..<position])
  }

  private mutating func quoted() throws(DatasetError) -> [UInt8] {
    let start = line
    var field: [UInt8] = []
    position += 1
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == quote {
        guard position < bytes.count, bytes[position] == quote else {
          try expectFieldEnd()
          return field
        }
        position += 1
      } else if byte == TextFile.newline || (byte == TextFile.carriageReturn && !isAtNewline) {
        line += 1
      }
      field.append(byte)
    }
    throw DatasetError(path, line: start, "expected a quote to close the one opened here")
  }

  private func expectFieldEnd() throws(DatasetError) {
    guard position == bytes.count || bytes[position] == comma || isAtLineEnd else {
      throw DatasetError(
        path, line: line, "expected a comma or the line's end after a closing quote")
    }
  }

  private var isAtNewline: Bool { position < bytes.count && bytes[position] == TextFile.newline }

  private var isAtLineEnd: Bool {
    bytes[position] == TextFile.newline || bytes[position] == TextFile.carriageReturn
  }

  private mutating func skipLineEnd() {
    if position < bytes.count, bytes[position] == TextFile.carriageReturn { position += 1 }
    if position < bytes.count, bytes[position] == TextFile.newline { position += 1 }
    line += 1
  }

  private let quote = UInt8(ascii: "\"")
  private let comma = UInt8(ascii: ",")
}
