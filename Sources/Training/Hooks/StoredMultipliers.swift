internal import Models

/// Multipliers of updates that a stage has searched: for each optimizer that multiplies updates,
/// and each of some parameters, a tensor `<optimizer>.<parameter>` of the parameter's shape.
package struct StoredMultipliers: Sendable {
  package static let fileName = "multipliers.safetensors"

  /// Shapes of the tensors by their names.
  private let shapes: [String: [Int]]
  /// Path of the file; nil before it is written.
  private let path: String?

  /// Takes the shapes of tensors that a stage will leave.
  package init(shapes: [String: [Int]]) { (self.shapes, path) = (shapes, nil) }

  /// Reads the names and shapes of what a stage has left.
  ///
  /// - Parameter files: The paths of its files by their names.
  /// - Throws: `TensorFileError` where the file is missing or damaged.
  package init(files: [String: String]) throws {
    guard let path = files[Self.fileName] else { throw Self.missing }
    let file = try SafetensorsFile(path: path)
    shapes = Dictionary(uniqueKeysWithValues: file.names.map { ($0, file.shape(of: $0) ?? []) })
    self.path = path
  }

  /// The error that there is no such file.
  static var missing: TensorFileError { TensorFileError(fileName, "is missing") }

  /// Returns the name of the tensor of a parameter.
  package static func name(of parameter: String, under optimizer: String) -> String {
    "\(optimizer).\(parameter)"
  }

  /// Finds a parameter without multipliers, or with those of another shape; nil where each has its
  /// own.
  func misfit(_ parameters: [Parameter], under optimizer: String) -> Misfit? {
    for parameter in parameters {
      guard let shape = shapes[Self.name(of: parameter.name, under: optimizer)] else {
        return Misfit(
          "`from` has no multipliers of \(parameter.name) under '\(optimizer)'",
          cure: "select only parameters that had branches in the model that was searched")
      }
      guard shape == parameter.shape else {
        return Misfit(
          "`from` has multipliers \(shape) of \(parameter.name), which is \(parameter.shape)",
          cure: "search them with a model of the same sizes")
      }
    }
    return nil
  }

  /// Reads the multipliers of parameters, by the parameters' names.
  ///
  /// - Throws: `TensorFileError` where one is missing or has another shape.
  func values(
    of parameters: [Parameter], under optimizer: String
  ) throws -> [String: [Float]] {
    guard let path else { throw Self.missing }
    let file = try SafetensorsFile(path: path)
    var values: [String: [Float]] = [:]
    for parameter in parameters {
      let name = Self.name(of: parameter.name, under: optimizer)
      let found = try file.values(of: name)
      guard found.count == parameter.count else {
        throw TensorFileError(path, "tensor \(name) has another shape")
      }
      values[parameter.name] = found
    }
    return values
  }
}
