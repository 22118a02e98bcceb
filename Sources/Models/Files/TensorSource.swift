/// Named tensors of somebody's file or files, read as float32 whatever they are stored as.
package protocol TensorSource {
  /// The file that names the tensors, for messages.
  var path: String { get }
  /// The tensors whose values can be had, in the order of the file.
  var names: [String] { get }
  /// The tensors that are there but hold no floating-point numbers, such as the numbers of
  /// positions, in the order of the file: what a caller leaves out it can name.
  var otherNames: [String] { get }

  /// The dimensions of a tensor of either kind; nil where there is none of that name.
  func shape(of name: String) -> [Int]?

  /// The numbers of a tensor, row-major.
  ///
  /// - Throws: `TensorFileError` where there is none of that name or it isn't floating-point.
  func values(of name: String) throws -> [Float]
}

extension TensorSource {
  /// The error for a name that isn't among ``names``.
  func refusal(of name: String, storedAs type: String?) -> TensorFileError {
    guard let type else { return TensorFileError(path, "holds no tensor named \(name)") }
    return TensorFileError(
      path, "tensor \(name) is \(type); F32, F16, BF16 or F64 can be read as numbers")
  }
}
