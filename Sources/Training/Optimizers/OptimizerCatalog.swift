package import Options

/// Every optimizer. A new one is its file and a line here.
package enum OptimizerCatalog {
  package static let all: [any Optimizer.Type] = [
    AdamW.self,
    LAMB.self,
    MomentumSGD.self,
  ]

  /// The form of the option that chooses one.
  package static var form: OptionForm<any Optimizer> { .kind("optimizer", of: all) }
}
