import FoundationEssentials

/// The repository's root.
let repository = #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined()

/// A folder that exists while `body` runs.
func withTemporaryFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appending(path: "datasets-\(UUID())")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder.path)
}

/// Writes a file into `folder` and returns its path.
func write(_ bytes: some Sequence<UInt8>, _ name: String, in folder: String) throws -> String {
  let path = "\(folder)/\(name)"
  try Data(bytes).write(to: URL(filePath: path))
  return path
}

/// Writes a little WordNet of a few synsets a part into `folder`.
func writeWordNet(in folder: String) throws {
  for part in ["adj", "adv", "noun", "verb"] {
    var text = "  1 The licence stands here.  \n"
    for number in 1...60 {
      let file = part == "noun" ? 3 + number % 26 : 0
      let digits = String(number)
      text += String(repeating: "0", count: 8 - digits.count) + digits
      text += " \(file < 10 ? "0" : "")\(file) n 02 word_\(number) 0 other(a) 1 "
      text += "001 @ 00000002 n 0000 | "
      text += "the \(part) of number \(number); \"an example of \(part) \(number)\"; \"more\"  \n"
    }
    _ = try write(text.utf8, "data.\(part)", in: folder)
  }
}
