/// What of a machine may change the last digits of a result: the kernels, and the versions of the
/// libraries.
package struct MachineClass: Equatable, Sendable, CustomStringConvertible {
  /// Names of the facts that decide whether two machines are of one class.
  ///
  /// Variables of OpenBLAS act through its kernel, which is among them.
  private static let deciding = ["architecture", "blas", "blas_kernel", "c_library", "cpu_kernel"]
  private static let variables = "OPENBLAS_"

  /// The facts by name, such as `blas_kernel`.
  package let facts: [String: String]

  /// Takes from what is known of a process only what belongs to the class.
  package init(_ environment: [String: String]) {
    facts = environment.filter {
      Self.deciding.contains($0.key) || $0.key.hasPrefix(Self.variables)
    }
  }

  /// Whether the same digits are to be expected on a machine of the other class.
  ///
  /// Machines of which too little is known, as versions before this one noted less, count as
  /// others.
  package func isSame(as other: MachineClass) -> Bool {
    Self.deciding.allSatisfy { facts[$0] != nil && facts[$0] == other.facts[$0] }
  }

  package var description: String {
    let known = Self.deciding.compactMap { name in facts[name].map { "\(name) \($0)" } }
    return known.isEmpty ? "unknown" : known.joined(separator: ", ")
  }
}
