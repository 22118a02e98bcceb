internal import Glibc

/// Reads whole text files, with errors that name the file and line.
enum TextFile {
  /// Reads the bytes of a file, without a leading byte-order mark.
  static func bytes(_ path: String) throws(DatasetError) -> [UInt8] {
    let bytes = [UInt8](try BinaryFile.read(path))
    guard !bytes.starts(with: [0xFF, 0xFE]), !bytes.starts(with: [0xFE, 0xFF]) else {
      throw DatasetError(path, line: 1, "expected UTF-8, found UTF-16; convert the file")
    }
    return bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
  }

  /// Reads the lines of a file, without their ends (LF or CRLF, or CR where the first line ends in
  /// one); the last line need not have an end.
  static func lines(_ path: String) throws(DatasetError) -> [String] {
    var lines: [String] = []
    try forEachLine(path) { _, line in lines.append(line) }
    return lines
  }

  /// Calls `body` with each line and its number, from 1, so that the lines of a large file are
  /// never in memory all at once.
  static func forEachLine(
    _ path: String, _ body: (_ number: Int, _ line: String) -> Void
  ) throws(DatasetError) {
    let bytes = withUsualLineEnds(try bytes(path))
    var (start, number) = (0, 1)
    while start < bytes.count {
      let end = firstIndex(of: newline, in: bytes, from: start) ?? bytes.count
      let isCarriageReturn = end > start && bytes[end - 1] == carriageReturn
      let line = bytes[start..<(isCarriageReturn ? end - 1 : end)]
      body(number, try text(line, path, line: number))
      (start, number) = (end + 1, number + 1)
    }
  }

  /// Replaces every CR that stands alone by LF, where the first line ends in such a CR.
  ///
  /// In other files a CR is a character of a text.
  private static func withUsualLineEnds(_ bytes: [UInt8]) -> [UInt8] {
    guard let first = firstIndex(of: carriageReturn, in: bytes, from: 0),
      !bytes[..<first].contains(newline), first + 1 == bytes.count || bytes[first + 1] != newline
    else { return bytes }
    var bytes = bytes
    for index in first..<bytes.count where bytes[index] == carriageReturn {
      if index + 1 == bytes.count || bytes[index + 1] != newline { bytes[index] = newline }
    }
    return bytes
  }

  /// Finds the first index of a byte at or after `start`; by C's search, since files are long and
  /// debug builds slow.
  static func firstIndex(of byte: UInt8, in bytes: [UInt8], from start: Int) -> Int? {
    bytes.withUnsafeBytes { buffer in
      guard start < buffer.count, let base = buffer.baseAddress else { return nil }
      let found = memchr(base + start, Int32(byte), buffer.count - start)
      return found.map { UnsafeRawPointer($0) - base }
    }
  }

  /// Decodes `bytes` as UTF-8.
  ///
  /// - Throws: `DatasetError` that names `path` and `line` where they are no UTF-8.
  static func text(
    _ bytes: some Collection<UInt8>, _ path: String, line: Int
  ) throws(DatasetError) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw DatasetError(path, line: line, "expected UTF-8, found other bytes; convert the file")
    }
    return text
  }

  static let newline = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
}

extension StringProtocol {
  /// The text without white space at both ends.
  var trimmed: String {
    let start = drop { $0.isWhitespace }
    guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(start[...last])
  }
}
