package import Options

/// Every optimizer. A new one is its file and a line here.
package enum OptimizerCatalog {
  package static let all: [any Optimizer.Type] = [
    AdamW.self,
    LAMB.self,
    MomentumSGD.self,
  ]

  /// The option type that accepts any of them, by name or as a mapping with `kind`.
  package static var optionType: OptionType {
    .variant(noun: "optimizer", all.map { $0.variant })
  }

  /// The optimizer that a canonical option describes.
  ///
  /// - Precondition: `choice` was validated against ``optionType``.
  package static func optimizer(_ choice: Value) -> any Optimizer {
    guard let kind = all.first(where: { $0.variant.name == choice["kind"]?.text }) else {
      preconditionFailure("an optimizer that was not validated: \(choice)")
    }
    return kind.init(options: choice)
  }
}
