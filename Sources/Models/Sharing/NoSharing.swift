public import Options

/// Every layer has parameters of its own, as in BERT.
public struct NoSharing: SharingStrategy {
  public static let variant = OptionVariant(
    "none", about: "every layer has its own parameters (BERT)", options: [])
  public static let isFactorised = false

  public init(options: Value, layers: Int) {}

  public func shares(_ slot: ParameterSlot) -> Bool { false }

  public func owner(of slot: ParameterSlot) -> ParameterSlot { slot }
}
