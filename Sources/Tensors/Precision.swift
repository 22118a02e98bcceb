internal import CKernels

/// How matrix products of activations and weights are computed; everything else is float.
package enum Precision: String, Sendable, CaseIterable {
  /// Operands and sums in single precision.
  case float32
  /// Operands rounded to bfloat16, sums in single precision.
  case bfloat16

  /// Whether this CPU can.
  package var isAvailable: Bool { self == .float32 || kernel_has_bfloat16() != 0 }
}

/// The kind of CPU that matrix products and the other kernels are run for here.
package func productKernelName() -> String {
  switch kernel_cpu_level() {
  case 4: "AVX-512"
  case 3: "AVX2"
  default: "any CPU"
  }
}
