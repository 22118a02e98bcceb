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
    if let option = type(of: strategy).optionOutOfRange(in: choice) {
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
}

extension NamedOptionSet {
  /// Returns the name of the first option whose number isn't in its declared range; nil where there
  /// is none.
  static func optionOutOfRange(in choice: Value) -> String? {
    declarations.first { option in
      let value = choice[option.name]
      return switch option.type {
      case .integer(let range, _): value?.integer.map { !range.contains($0) } ?? false
      case .number(let range): value?.number.map { !range.contains($0) } ?? false
      default: false
      }
    }?.name
  }
}

/// A problem with a stored description, which is then that of no model.
struct DescriptionProblem: Error {
  /// Text that follows the file's name.
  let text: String
  init(_ text: String) { self.text = text }
}
