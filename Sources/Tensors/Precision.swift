internal import CKernels

/// The precision of matrix products of activations and weights; everything else is float.
package enum Precision: String, Sendable, CaseIterable {
  /// Operands and sums in single precision.
  case float32
  /// Operands rounded to bfloat16, sums in single precision.
  case bfloat16

  /// Whether this CPU can compute so.
  package var isAvailable: Bool { self == .float32 || kernel_has_bfloat16() != 0 }
}

/// The instruction set that the kernels use on this CPU, such as `AVX2`.
package func productKernelName() -> String {
  switch kernel_cpu_level() {
  case 4: "AVX-512"
  case 3: "AVX2"
  default: "any CPU"
  }
}
