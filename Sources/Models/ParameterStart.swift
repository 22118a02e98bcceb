extension Parameter {
  /// The initial values of a fresh parameter.
  package enum Start: Sendable, Hashable {
    /// Truncated normal draws with the encoder's standard deviation.
    case normal
    /// Truncated normal draws with a standard deviation of its own.
    case deviation(Double)
    /// Uniform draws from -bound to bound, from the random stream of that name.
    case uniform(bound: Double, stream: String)
    /// A matrix whose shorter side's vectors are orthonormal, times a factor.
    case orthonormal(factor: Double)
    case identity
    /// The identity times a factor.
    case scaledIdentity(factor: Double)
    /// Matrices [4, rows, columns] of quaternions: the real one zero, the three imaginary ones
    /// uniform draws from 0 to 1.
    case imaginary
    case zeros
    case ones
    case constant(Float)
  }
}
