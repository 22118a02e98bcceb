internal import FoundationEssentials

/// A folder with anybody's model, as model hubs lay it out.
package struct ModelFolder {
  package let path: String

  /// Names of the tensor files that are looked for; the first one that is there is taken.
  static let candidates = [
    "model.safetensors", "model.safetensors.index.json", "model.onnx", "onnx/model.onnx",
  ]

  package init(path: String) { self.path = path }

  /// Opens the folder's tensors: safetensors, alone or in shards, before ONNX.
  ///
  /// - Throws: `TensorFileError` where there is none, which says what was found instead.
  package func openTensors() throws -> any TensorSource {
    let files = FileManager.default
    for name in Self.candidates where files.fileExists(atPath: "\(path)/\(name)") {
      return try openTensorFile("\(path)/\(name)")
    }
    guard let found = try? files.contentsOfDirectory(atPath: path) else {
      throw TensorFileError(path, "is no folder that can be read")
    }
    let pickles = found.filter(isPickleName).sorted()
    let kinds = "one of \(Self.candidates.joined(separator: ", ")) is wanted"
    if let pickle = pickles.first {
      throw TensorFileError(
        path,
        "has only \(pickle), a pickle, which can run code when it is read; convert it to "
          + "safetensors: \(kinds)")
    }
    guard !found.isEmpty else { throw TensorFileError(path, "is empty; \(kinds)") }
    let others = found.sorted().joined(separator: ", ")
    throw TensorFileError(path, "has no tensors but \(others); \(kinds)")
  }
}

/// Opens a file of tensors by the ending of its name: `.safetensors`, an index of shards
/// (`.index.json`) or `.onnx`.
///
/// - Throws: `TensorFileError` where it is of another kind or isn't as its kind demands.
package func openTensorFile(_ path: String) throws -> any TensorSource {
  if path.hasSuffix(".safetensors") { return try SafetensorsFile(path: path) }
  if path.hasSuffix(".index.json") { return try ShardedSafetensors(indexPath: path) }
  if path.hasSuffix(".onnx") { return try ONNXEncoderTensors(ONNXFile(path: path)) }
  _ = try mappedTensorFile(path)
  let advice = isPickleName(path) ? "; a pickle can run code, so convert it to safetensors" : ""
  throw TensorFileError(path, "is no .safetensors, .index.json or .onnx\(advice)")
}

private func isPickleName(_ name: String) -> Bool {
  [".bin", ".pt", ".pth", ".ckpt", ".pkl"].contains(where: name.hasSuffix)
}
