@preconcurrency internal import Glibc
internal import Tensors

/// The choice of the OpenBLAS kernels that this program and its workers use.
enum BLASChoice {
  /// OpenBLAS's own variable; a user who sets it has chosen a kernel.
  static let chosen = "OPENBLAS_CORETYPE"
  /// Variable that this program sets when it chooses: the kernel that OpenBLAS had taken.
  static let passedOver = "BONDLAB_BLAS_PASSED_OVER"

  /// Restarts the program with a better kernel, if there is one and nobody has chosen.
  ///
  /// OpenBLAS reads its variable when it is loaded, hence the restart.
  static func improve(arguments: [String] = CommandLine.arguments) {
    guard getenv(chosen) == nil, let better = betterBLASKernelName() else { return }
    setenv(chosen, better, 1)
    setenv(passedOver, blasKernelName(), 1)
    var pointers = arguments.map { strdup($0) } + [nil]
    execv("/proc/self/exe", &pointers)
    // Only a failed start returns. The slower kernel computes the same products.
    unsetenv(chosen)
    unsetenv(passedOver)
  }

  /// What a user should know about the kernel; nil if OpenBLAS knows this CPU and chose alone.
  static var advice: String? {
    if let slower = getenv(passedOver).map({ String(cString: $0) }) {
      return """
        This OpenBLAS doesn't know this CPU and would have used its \(slower) kernel;
        bondlab chose \(blasKernelName()) instead. Set \(chosen) to choose another.
        """
    }
    guard getenv(chosen) != nil else { return nil }
    return """
      \(chosen) is set: results are the same on every machine with that setting,
      but the kernel may be slower than this CPU's best. Unset it for speed.
      """
  }
}
