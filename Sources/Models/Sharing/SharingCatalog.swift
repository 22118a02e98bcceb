package import Options

/// Every way in which layers may share parameters. A new strategy is its file and a line here.
package enum SharingCatalog {
  package static let all: [any SharingStrategy.Type] = [
    NoSharing.self,
    FullSharing.self,
    AttentionSharing.self,
    FeedForwardSharing.self,
    OneFeedForwardSharing.self,
    BlockSharing.self,
    SandwichSharing.self,
    AllButLastSharing.self,
    MiddleCycleSharing.self,
    MiddleSequenceSharing.self,
    CentralTensorSharing.self,
    RelaxedSharing.self,
    ResidualSharing.self,
    BottleneckSharing.self,
    AtomSharing.self,
    DepthPolynomialSharing.self,
    LoopSharing.self,
    BasisSharing.self,
    StructuredSharing.self,
  ]

  /// The form of the option that chooses one, by name or as a mapping with `kind`.
  package static let form: OptionForm<any SharingStrategy> = .kind("sharing strategy", of: all)

  /// Returns the strategy of a name, with its options at their defaults; nil where there is none.
  package static func strategy(named name: String) -> (any SharingStrategy)? {
    all.first { $0.name == name }?.init()
  }
}
