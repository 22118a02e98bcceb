public import Options

/// Every way layers may share parameters. A new strategy is its file and a line here.
public enum SharingCatalog {
  public static let all: [any SharingStrategy.Type] = [
    NoSharing.self,
    FullSharing.self,
    AttentionSharing.self,
    FeedForwardSharing.self,
    OneFeedForwardSharing.self,
    BlockSharing.self,
    SandwichSharing.self,
    LastLayerApartSharing.self,
    MiddleCycleSharing.self,
    MiddleSequenceSharing.self,
    CentralTensorSharing.self,
    RelaxedSharing.self,
    ResidualSharing.self,
    BottleneckSharing.self,
  ]

  /// The option type that accepts any of them, by name or as a mapping with `kind`.
  public static var optionType: OptionType {
    .variant(noun: "sharing strategy", all.map { $0.variant })
  }

  /// The strategy that a canonical option names.
  ///
  /// - Precondition: `choice` was validated against ``optionType``.
  package static func kind(_ choice: Value) -> any SharingStrategy.Type {
    guard let name = choice["kind"]?.text, let kind = all.first(where: { $0.variant.name == name })
    else { preconditionFailure("a sharing strategy that was not validated: \(choice)") }
    return kind
  }
}
