internal import Options

/// A way of sharing as `model.json` holds it: in canonical form.
struct StoredSharing: Codable, Hashable, Sendable {
  var strategy: any SharingStrategy

  init(strategy: any SharingStrategy) { self.strategy = strategy }

  /// Reads a strategy.
  ///
  /// - Throws: ``DescriptionProblem`` where no strategy has such a name, or it can't have such
  ///   options.
  init(from decoder: any Decoder) throws {
    let choice = try Value(from: decoder)
    guard let strategy = SharingCatalog.form.content(of: choice) else {
      let names = SharingCatalog.all.map { $0.name }.joined(separator: ", ")
      throw DescriptionProblem("names no sharing strategy; there are \(names)")
    }
    if let option = Self.optionOutOfRange(choice, of: type(of: strategy)) {
      throw DescriptionProblem(
        "has '\(option)' of the sharing '\(strategy.name)' out of its range")
    }
    self.strategy = strategy
  }

  func encode(to encoder: any Swift.Encoder) throws {
    try strategy.canonicalWithKind.encode(to: encoder)
  }

  static func == (one: StoredSharing, other: StoredSharing) -> Bool {
    one.strategy.canonicalWithKind == other.strategy.canonicalWithKind
  }

  func hash(into hasher: inout Hasher) { hasher.combine(strategy.canonicalWithKind) }

  /// Returns the name of the first option whose whole number isn't in its declared range; nil where
  /// there is none.
  private static func optionOutOfRange(
    _ choice: Value, of kind: any SharingStrategy.Type
  ) -> String? {
    kind.declarations.first { option in
      guard case .integer(let range, _) = option.type, let number = choice[option.name]?.integer
      else { return false }
      return !range.contains(number)
    }?.name
  }
}

/// A problem with a stored description, which is then that of no model.
struct DescriptionProblem: Error {
  /// Text that follows the file's name.
  let text: String
  init(_ text: String) { self.text = text }
}
