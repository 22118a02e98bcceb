/// A problem of a text that is not the YAML that we read, for the person who can mend it.
package struct YAMLError: Error, Hashable, CustomStringConvertible {
  /// Location of the problem.
  package let mark: Mark
  /// Description of the problem.
  package let problem: String
  /// Suggestion of what would be right; nil where there is none.
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

/// Limits of what a text may hold, so that no file can exhaust memory or the stack.
package enum YAMLLimit {
  /// Largest size of a text, 4 MiB.
  package static let bytes = 4 << 20
  /// Largest number of values, after aliases have been followed.
  package static let nodes = 100_000
  /// Largest depth of values inside values.
  package static let depth = 64
}
