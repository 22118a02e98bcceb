package import Options

/// Every kind of adapter. A new one is its file and a line here.
package enum AdapterCatalog {
  package static let all: [any Adapter.Type] = [
    LoRA.self,
    DeepLoRA.self,
    SharedFactors.self,
    Projected.self,
    Orchestrated.self,
    Branches.self,
  ]

  /// The form of the option that chooses one; a mapping without `kind` is the first of them.
  package static let form: OptionForm<any Adapter> = .kind(
    "adapter", of: all, standard: LoRA.name)
}

extension Optional where Wrapped == any Adapter {
  /// The adapter; nil also where its rank is 0, which stands for none.
  package var nilIfEmpty: (any Adapter)? { flatMap { $0.rank > 0 ? $0 : nil } }
}
