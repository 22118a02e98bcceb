internal import Models
internal import Platform

extension ParameterLayout {
  /// Refuses a model that this machine can't hold, before memory is allocated for it.
  ///
  /// - Parameters:
  ///   - copies: Numbers that are kept for each parameter: its value, and in training its gradient
  ///     and the optimizer state.
  ///   - memory: Memory of the machine in bytes; nil where that isn't known.
  /// - Throws: `StageError` with both sizes.
  func checkMemory(copies: Int = 1, memory: Int? = MachineMemory.bytes()) throws {
    guard let memory, count > memory / (copies * MemoryLayout<Float>.size) else { return }
    let needed = Double(count) * Double(copies * MemoryLayout<Float>.size)
    let what = copies == 1 ? "" : ", \(copies) numbers for each"
    throw StageError(
      "the model has \(count) parameters, which take \(gigabytes(needed)) GB\(what); there are "
        + "\(gigabytes(Double(memory))) GB of memory")
  }

  private func gigabytes(_ bytes: Double) -> String {
    let tenths = (bytes / 1e8).rounded()
    return "\(tenths / 10)"
  }
}
