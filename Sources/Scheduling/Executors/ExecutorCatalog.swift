/// Every executor by name. A new one is its file and a line here.
package enum ExecutorCatalog {
  package static let names = all.map(\.name)

  private static let all: [(name: String, make: @Sendable (String) -> any Executor)] = [
    ("local", { LocalExecutor(program: $0) })
  ]

  /// The executor of that name, or nil.
  ///
  /// - Parameter program: The path of this program, which workers are made from.
  package static func make(_ name: String, program: String) -> (any Executor)? {
    all.first { $0.name == name }?.make(program)
  }
}
