public import Options

/// All layers are one layer, as in ALBERT; adapters, where there are any, stay each layer's own.
public struct FullSharing: SharingStrategy {
  public static let variant = OptionVariant(
    "all", about: "all layers share everything but their adapters (ALBERT)", options: [])
  public static let isFactorised = false

  public init(options: Value, layers: Int) {}

  public func shares(_ slot: ParameterSlot) -> Bool { !slot.isOfAdapter }

  public func owner(of slot: ParameterSlot) -> ParameterSlot {
    shares(slot) ? slot.inLayer(0) : slot
  }
}
