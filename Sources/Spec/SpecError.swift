package import YAML

/// A mistake in an experiment file, told to the person who can mend it.
package struct SpecError: Error, Hashable, CustomStringConvertible {
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

  /// A text that isn't YAML, as a mistake of the spec.
  package init(_ error: YAMLError) {
    self.init(at: error.mark, error.problem, hint: error.hint)
  }

  package var description: String {
    "\(mark): error: \(problem)" + (hint.map { "\n  hint: \($0)" } ?? "")
  }
}

/// Everything that is wrong with a spec, in the order of the file and each thing once.
package struct SpecErrors: Error, Equatable, CustomStringConvertible {
  package let errors: [SpecError]
  /// How many more there were than are kept.
  package let omitted: Int

  /// Sorts and removes repetitions.
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
  /// So many that nobody reads on; a bound for machine-made specs.
  private static let limit = 100
  /// What was kept, in no order.
  package private(set) var errors: Set<SpecError> = []
  private var omitted = 0

  package init() {}

  package var isEmpty: Bool { errors.isEmpty }
  /// Whether no more are kept, so that what would find the same again in every cell may end.
  package var isFull: Bool { errors.count >= Self.limit }
  /// How many were added, repetitions aside.
  package var count: Int { errors.count + omitted }

  /// Adds a problem; the hint is only worked out if the problem is kept.
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

  /// Runs `body`, keeping what it throws as a problem; nil then.
  package mutating func catching<T>(_ body: () throws(SpecError) -> T) -> T? {
    do throws(SpecError) {
      return try body()
    } catch {
      add(error)
      return nil
    }
  }

  /// The end of reading: everything found, if anything was.
  package func throwIfAny() throws(SpecErrors) {
    if !errors.isEmpty { throw SpecErrors(Array(errors), omitted: omitted) }
  }
}
