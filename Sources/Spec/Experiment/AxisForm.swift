internal import YAML

/// The forms that a mapping under an axis may have.
enum AxisForm {
  /// What makes values.
  static let generators = ["values", "zip"] + ranges
  /// What makes numbers.
  static let ranges = ["range", "log-range", "random"]
  /// What may stand beside.
  static let conditions = ["when", "otherwise"]

  /// Whether a mapping is a generator rather than named variants: all of its keys are a
  /// generator's, or one of them has a value that no variant can have.
  static func isGenerator(_ pairs: [Node.Pair]) -> Bool {
    let words = generators + conditions
    return !pairs.isEmpty && pairs.allSatisfy { words.contains($0.name) }
      || pairs.contains {
        words.contains($0.name) && $0.value.mapping == nil && !$0.value.isNull
      }
  }
}
