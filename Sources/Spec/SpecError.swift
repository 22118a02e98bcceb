package import YAML

/// A mistake in an experiment file, for the person who can mend it.
package struct SpecError: Error, Hashable, CustomStringConvertible {
  /// Location of the mistake.
  package let mark: Mark
  /// Description of the mistake.
  package let problem: String
  /// Suggestion of what would be right; nil where there is none.
  package let hint: String?

  package init(at mark: Mark, _ problem: String, hint: String? = nil) {
    self.mark = mark
    self.problem = problem
    self.hint = hint
  }

  /// Makes a text that isn't YAML a mistake of the spec.
  package init(_ error: YAMLError) {
    self.init(at: error.mark, error.problem, hint: error.hint)
  }

  package var description: String {
    "\(mark): error: \(problem)" + (hint.map { "\n  hint: \($0)" } ?? "")
  }
}

/// All mistakes of a spec, in the order of the file and each once.
package struct SpecErrors: Error, Equatable, CustomStringConvertible {
  package let errors: [SpecError]
  /// Number of further mistakes, which are not kept.
  package let omitted: Int

  /// Sorts mistakes by location and removes repetitions.
  package init(_ errors: [SpecError], omitted: Int = 0) {
    self.errors = Set(errors).sorted {
      ($0.mark, $0.problem, $0.hint ?? "") < ($1.mark, $1.problem, $1.hint ?? "")
    }
    self.omitted = omitted
  }

  package var description: String {
    (errors.map(\.description) + (omitted > 0 ? ["... and \(omitted) more problems"] : []))
      .joined(separator: "\n")
  }
}

/// Collects the problems of a spec while reading goes on.
package struct Problems: Sendable {
  /// Largest number of problems that are kept, more than anyone reads; a bound for machine-made
  /// specs.
  private static let limit = 100
  /// The problems that were kept, in no order.
  package private(set) var errors: Set<SpecError> = []
  private var omitted = 0

  package init() {}

  package var isEmpty: Bool { errors.isEmpty }
  /// Whether no more are kept, so that a check that goes through all cells may end.
  package var isFull: Bool { errors.count >= Self.limit }
  /// Number of problems that were added, repetitions aside.
  package var count: Int { errors.count + omitted }

  /// Adds a problem; the hint is worked out only where the problem is kept.
  package mutating func add(
    at mark: Mark, _ problem: String, hint: @autoclosure () -> String? = nil
  ) {
    if errors.count < Self.limit {
      errors.insert(SpecError(at: mark, problem, hint: hint()))
    } else {
      omitted += 1
    }
  }

  package mutating func add(_ error: SpecError) {
    add(at: error.mark, error.problem, hint: error.hint)
  }

  package mutating func add(contentsOf others: Problems) {
    for error in others.errors { add(error) }
    omitted += others.omitted
  }

  /// Runs `body` and keeps what it throws as a problem; nil where it throws.
  package mutating func catching<T>(_ body: () throws(SpecError) -> T) -> T? {
    do throws(SpecError) {
      return try body()
    } catch {
      add(error)
      return nil
    }
  }

  /// Throws all problems, if there are any.
  package func throwIfAny() throws(SpecErrors) {
    if !errors.isEmpty { throw SpecErrors(Array(errors), omitted: omitted) }
  }
}
