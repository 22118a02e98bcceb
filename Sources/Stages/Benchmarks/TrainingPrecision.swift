internal import Tensors

/// The type of numbers in which matrix products are computed while training.
public enum TrainingPrecision: String, Sendable, CaseIterable {
  case float32, bfloat16

  /// The same precision as the type of the tensor engine.
  var precision: Precision { self == .float32 ? .float32 : .bfloat16 }

  /// Whether this CPU has such products.
  public var isAvailable: Bool { precision.isAvailable }

  /// The message for users who ask for a precision that this CPU lacks.
  public static let advice = """
    this CPU has no bfloat16 products (AVX512_BF16, as in Intel's Cooper Lake and Sapphire Rapids \
    and AMD's Zen 4); use float32
    """
}
