/// A text that is not the YAML we read, told to the person who can mend it.
package struct YAMLError: Error, Hashable, CustomStringConvertible {
  /// Where it is.
  package let mark: Mark
  /// What is wrong.
  package let problem: String
  /// What would be right.
  package let hint: String?

  package init(at mark: Mark, _ problem: String, hint: String? = nil) {
    self.mark = mark
    self.problem = problem
    self.hint = hint
  }

  package var description: String {
    "\(mark): error: \(problem)" + (hint.map { "\n  hint: \($0)" } ?? "")
  }
}

/// What a text may hold, so that no file can exhaust memory or the stack.
package enum YAMLLimit {
  /// 4 MiB.
  package static let bytes = 4 << 20
  /// Values after aliases have been followed.
  package static let nodes = 100_000
  /// Values inside values.
  package static let depth = 64
}
