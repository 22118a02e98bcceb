internal import Tensors

extension ParameterBank {
  /// Checks that every parameter is finite, as metrics of any other model mean nothing.
  ///
  /// - Parameters:
  ///   - path: The file that the parameters are from, or are to be written to.
  ///   - name: Returns a parameter's name in that file.
  /// - Throws: `TensorFileError` that names the first one that isn't, with the number's
  ///   coordinates.
  func checkFinite(_ path: String, name: (Parameter) -> String = { $0.name }) throws {
    if sumOfSquares(UnsafeBufferPointer(values)).isFinite { return }
    for parameter in layout.parameters {
      guard let index = values[parameter.range].firstIndex(where: { !$0.isFinite }) else {
        continue
      }
      let coordinates = coordinates(of: index - parameter.offset, in: parameter.shape)
      throw TensorFileError(
        path,
        "tensor \(name(parameter)) holds \(values[index]) at \(coordinates); a model's numbers "
          + "must be finite")
    }
  }

  /// Returns the coordinates on each axis, from 0, of the number at an offset of a row-major
  /// tensor.
  private func coordinates(of offset: Int, in shape: [Int]) -> [Int] {
    var (remaining, found) = (offset, [Int]())
    for size in shape.reversed() {
      found.append(remaining % size)
      remaining /= size
    }
    return found.reversed()
  }
}
