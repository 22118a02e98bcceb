internal import Platform

/// The training loss in the log of a stage.
enum LossLog {
  /// The most bytes at the end of a log that are read, some ten thousand points.
  static let most = 1 << 18

  /// Reads the points of the loss, the earliest first; none where the log has none.
  ///
  /// - Parameter path: The path of a log, lines of which are such as `step 20: loss 4.52`.
  static func points(in path: String) -> [Double] { points(FileSystem.end(of: path, bytes: most)) }

  /// Reads the points in some bytes of a log.
  static func points(_ bytes: some Collection<UInt8>) -> [Double] {
    bytes.split(separator: UInt8(ascii: "\n")).compactMap { line in
      let words = line.split(separator: UInt8(ascii: " ")).prefix(4).map {
        String(decoding: $0, as: UTF8.self)
      }
      guard words.count == 4, words[0] == "step", words[1].hasSuffix(":"), words[2] == "loss"
      else { return nil }
      return Double(words[3].hasSuffix(",") ? String(words[3].dropLast()) : words[3])
    }
  }
}
