internal import Models
internal import Platform

extension ParameterLayout {
  /// Refuses a model that this machine can't hold, before its memory is asked for.
  ///
  /// - Parameters:
  ///   - copies: How many numbers are kept for each parameter: 1, or with its gradient and what an
  ///     optimizer remembers of it as many more.
  ///   - memory: Of the machine, in bytes; nil where that isn't known.
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
