internal import YAML

/// The forms that a mapping under an axis may have.
enum AxisForm {
  /// Keys whose values make the values of an axis.
  static let generators = ["values", "zip", "every"] + ranges
  /// Keys whose values make numbers.
  static let ranges = ["range", "log-range", "random"]
  /// Keys that may stand beside a generator.
  static let conditions = ["when", "otherwise"]

  /// Checks whether a mapping is a generator rather than named variants.
  ///
  /// It is one where all of its keys are a generator's, or where one of those has a value that no
  /// variant can have.
  static func isGenerator(_ pairs: [Node.Pair]) -> Bool {
    let words = generators + conditions
    return !pairs.isEmpty && pairs.allSatisfy { words.contains($0.name) }
      || pairs.contains {
        words.contains($0.name) && $0.value.mapping == nil && !$0.value.isNull
      }
  }
}
