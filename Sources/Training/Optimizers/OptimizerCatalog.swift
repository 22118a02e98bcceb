package import Options

/// Lists every optimizer; a new one is its file and a line here.
package enum OptimizerCatalog {
  package static let all: [any Optimizer.Type] = [
    AdamW.self,
    LAMB.self,
    MomentumSGD.self,
  ]

  /// Form of the option that chooses an optimizer.
  package static var form: OptionForm<any Optimizer> { .kind("optimizer", of: all) }
}
