package import Spec

/// Every executor by name. A new one is its file and a line here.
package enum ExecutorCatalog {
  package static let names = all.map(\.name)

  /// The sections that a profile may have.
  package static let sections = [SlurmSettings.section]

  private typealias Make = @Sendable (ExecutorContext) throws -> any Executor

  private static let all: [(name: String, make: Make)] = [
    ("local", { LocalExecutor(program: $0.program, grace: $0.grace) }),
    ("slurm", { try SlurmExecutor($0) }),
  ]

  /// The executor of that name, or nil.
  ///
  /// - Throws: Where the profile asks for what can't be.
  package static func make(
    _ name: String, _ context: ExecutorContext
  ) throws -> (any Executor)? {
    try all.first { $0.name == name }?.make(context)
  }
}
