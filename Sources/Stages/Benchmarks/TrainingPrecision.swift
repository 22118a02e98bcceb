internal import Tensors

/// In which numbers matrix products are computed while training.
public enum TrainingPrecision: String, Sendable, CaseIterable {
  case float32, bfloat16

  /// The engine's own.
  var precision: Precision { self == .float32 ? .float32 : .bfloat16 }

  /// Whether this CPU has it.
  public var isAvailable: Bool { precision.isAvailable }

  /// What to tell who asks for one that is not.
  public static let advice = """
    this CPU has no bfloat16 products (AVX512_BF16, as in Intel's Cooper Lake and Sapphire Rapids \
    and AMD's Zen 4); use float32
    """
}
