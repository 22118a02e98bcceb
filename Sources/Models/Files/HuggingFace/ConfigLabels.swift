internal import Options
internal import Serialization

/// The names that `id2label` of a `config.json` gives to classes.
struct ConfigLabels {
  /// Names by the number of the class.
  private let names: [Int: String]
  private let wanted: Int?

  /// Reads the names as Transformers does, which takes values of any type as names and any text as
  /// a number that Python reads as one.
  ///
  /// - Throws: `TensorFileError` where `id2label` is no object, or a key no number.
  init(_ members: ConfigMembers) throws {
    wanted = try members.whole("num_labels")
    guard let value = members["id2label"] else {
      names = [:]
      return
    }
    guard case .object(let entries) = value else {
      throw members.wrong("id2label", "an object of names by numbers")
    }
    var names: [Int: String] = [:]
    for entry in entries {
      guard let id = Self.number(entry.name) else {
        throw members.wrong(
          "id2label", "an object of names by numbers; '\(entry.name.excerpt)' is no number")
      }
      names[id] = Self.text(entry.value)
    }
    self.names = names
  }

  /// Returns the names of so many classes, in the order of their numbers, and a note on what was
  /// changed in them; the note is nil where nothing was.
  func labels(_ count: Int) -> (names: [String], note: String?) {
    let numbers = (0..<count).map { "LABEL_\($0)" }
    guard !names.isEmpty else { return (numbers, nil) }
    // Transformers gives up names that aren't as many as the settings' own number.
    if let wanted, wanted != names.count {
      return (numbers, "id2label has \(names.count) names where num_labels is \(wanted)")
    }
    let named = (0..<count).map { names[$0] ?? numbers[$0] }
    guard Set(named).count == count else { return (numbers, "id2label has a name twice") }
    let others = names.keys.filter { !(0..<count).contains($0) }.sorted()
    let missing = (0..<count).filter { names[$0] == nil }
    if others.isEmpty, missing.isEmpty { return (named, nil) }
    return (
      named,
      "id2label has \(names.count) names for a head of \(count) rows; the rows are now "
        + named.listed
    )
  }

  /// Reads a key as a number, without the white space around it; returns nil where it is none.
  private static func number(_ key: String) -> Int? {
    let words = key.split(whereSeparator: \.isWhitespace)
    return words.count == 1 ? Int(words[0]) : nil
  }

  /// Reads a value as the name of a class; returns nil where it is none.
  private static func text(_ value: JSONValue) -> String? {
    switch value {
    case .string(let text): text
    case .number(let number): Int(exactly: number).map { "\($0)" } ?? "\(number)"
    case .bool(let value): "\(value)"
    case .null, .array, .object: nil
    }
  }
}
