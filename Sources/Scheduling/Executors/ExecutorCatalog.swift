package import Spec

/// An executor that `--executor` names; a new one needs its file and a line in `ExecutorCatalog`.
package protocol NamedExecutor: Executor {
  static var name: String { get }

  /// The section of a profile that it reads; nil where it reads none.
  static var section: (any ProfileSection.Type)? { get }

  /// Creates the executor.
  ///
  /// - Throws: An error where the profile has a setting that can't be used.
  init(_ context: ExecutorContext) throws
}

extension NamedExecutor {
  package static var section: (any ProfileSection.Type)? { nil }
}

/// The list of all executors; a new one needs its file and a line here.
package enum ExecutorCatalog {
  package static let all: [any NamedExecutor.Type] = [
    LocalExecutor.self,
    SlurmExecutor.self,
  ]

  package static let names = all.map { $0.name }

  /// The sections that a profile may have.
  package static let sections = all.compactMap { $0.section }

  /// Makes the executor of that name; nil where there is none.
  ///
  /// - Throws: An error where the profile has a setting that can't be used.
  package static func make(
    _ name: String, _ context: ExecutorContext
  ) throws -> (any Executor)? {
    try all.first { $0.name == name }?.init(context)
  }
}
