/// In which numbers matrix products are computed while training.
public enum TrainingPrecision: String, Sendable, CaseIterable {
  case float32, bfloat16

  /// Whether the engine has it.
  public var isAvailable: Bool { self == .float32 }
}
