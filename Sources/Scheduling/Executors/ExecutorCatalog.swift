package import Spec

/// An executor that `--executor` names; a new one is its file and a line in `ExecutorCatalog`.
package protocol NamedExecutor: Executor {
  static var name: String { get }

  /// The section of a profile that it reads; nil where there is nothing to say.
  static var section: (any ProfileSection.Type)? { get }

  /// - Throws: Where the profile asks for what can't be.
  init(_ context: ExecutorContext) throws
}

extension NamedExecutor {
  package static var section: (any ProfileSection.Type)? { nil }
}

/// Every executor. A new one is its file and a line here.
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
  /// - Throws: Where the profile asks for what can't be.
  package static func make(
    _ name: String, _ context: ExecutorContext
  ) throws -> (any Executor)? {
    try all.first { $0.name == name }?.init(context)
  }
}
