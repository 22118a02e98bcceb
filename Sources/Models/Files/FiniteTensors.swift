internal import Tensors

extension ParameterBank {
  /// Makes sure that every parameter is finite, as no figure of a model with another one means
  /// anything.
  ///
  /// - Parameters:
  ///   - path: Of the file that the parameters are from, or are to be written to.
  ///   - name: What that file calls a parameter.
  /// - Throws: `TensorFileError` that names the first that isn't, with the place.
  func checkFinite(_ path: String, name: (Parameter) -> String = { $0.name }) throws {
    if sumOfSquares(UnsafeBufferPointer(values)).isFinite { return }
    for parameter in layout.parameters {
      guard let place = values[parameter.range].firstIndex(where: { !$0.isFinite }) else {
        continue
      }
      let coordinates = coordinates(of: place - parameter.offset, in: parameter.shape)
      throw TensorFileError(
        path,
        "tensor \(name(parameter)) holds \(values[place]) at \(coordinates); a model's numbers "
          + "must be finite")
    }
  }

  /// Where the number at a place of a row-major tensor stands on each of its axes, from 0.
  private func coordinates(of place: Int, in shape: [Int]) -> [Int] {
    var (rest, found) = (place, [Int]())
    for size in shape.reversed() {
      found.append(rest % size)
      rest /= size
    }
    return found.reversed()
  }
}
