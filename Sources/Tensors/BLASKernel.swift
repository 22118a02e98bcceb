internal import CKernels
internal import COpenBLAS

/// The kernel set that OpenBLAS uses in this process, such as `Haswell`.
package func blasKernelName() -> String { String(cString: openblas_get_corename()) }

/// The name and version of OpenBLAS, such as `OpenBLAS 0.3.21`, without how it was built.
package func blasVersion() -> String {
  String(cString: openblas_get_config()).split(separator: " ").prefix(2).joined(separator: " ")
}

/// The kernel set to use instead where OpenBLAS took one that is slower than this CPU allows; nil
/// where its choice is right.
///
/// A release of OpenBLAS knows CPUs by their model numbers. For one that came after it, it falls
/// back to a kernel without AVX, several times slower than the CPU's own.
package func betterBLASKernelName() -> String? {
  guard ["Prescott", "Core2", "Nehalem", "Generic"].contains(blasKernelName()) else { return nil }
  switch kernel_cpu_level() {
  case 4: return "SkylakeX"
  case 3: return "Haswell"
  default: return nil
  }
}
