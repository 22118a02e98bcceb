internal import Models

/// Saves the parameters of the best evaluation so far in a file beside the checkpoint.
///
/// The file is written before any checkpoint that names its step. A run that was killed in between
/// goes on from a checkpoint that is older than the file, reaches the file's step by the same bits,
/// and writes it again.
package enum BestModel {
  package static let fileName = "best.safetensors"

  static func save(_ bank: ParameterBank, step: Int, to path: String) throws {
    var writer = SafetensorsWriter()
    for parameter in bank.layout.parameters {
      writer.add(
        parameter.name, shape: parameter.shape,
        values: UnsafeBufferPointer(bank.values.at(parameter.range)))
    }
    try writer.write(to: path, metadata: [("step", "\(step)")])
  }

  static func load(into bank: ParameterBank, step: Int, from path: String) throws {
    let file = try SafetensorsFile(path: path)
    guard file.metadata["step"] == "\(step)" else {
      throw TensorFileError(path, "is not the model of step \(step), which was the best")
    }
    try bank.load(file)
  }

  /// Returns whether a run can go on from a checkpoint of `step` whose best evaluation was at step
  /// `best`.
  static func fits(_ path: String, best: Int, checkpoint step: Int) -> Bool {
    let file = try? SafetensorsFile(path: path)
    guard let saved = file?.metadata["step"].flatMap({ Int($0) }) else { return false }
    return saved == best || saved > step
  }
}
