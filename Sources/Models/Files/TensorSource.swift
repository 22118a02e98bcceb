/// The named tensors of a file or several, read as float32 whatever they are stored as.
package protocol TensorSource {
  /// The file that names the tensors, for messages.
  var path: String { get }
  /// Names of the floating-point tensors, in the order of the file.
  var names: [String] { get }
  /// Names of the other tensors, such as position ids, in the order of the file, so that a caller
  /// can name what it leaves out.
  var otherNames: [String] { get }

  /// Returns the dimensions of a tensor of either kind; nil where there is none of that name.
  func shape(of name: String) -> [Int]?

  /// Reads the numbers of a tensor, row-major.
  ///
  /// - Throws: `TensorFileError` where there is none of that name or it isn't floating-point.
  func values(of name: String) throws -> [Float]
}

extension TensorSource {
  /// Makes the error for a name that isn't among ``names``.
  func refusal(of name: String, storedAs type: String?) -> TensorFileError {
    guard let type else { return TensorFileError(path, "holds no tensor named \(name)") }
    return TensorFileError(
      path, "tensor \(name) is \(type); F32, F16, BF16 or F64 can be read as numbers")
  }
}
