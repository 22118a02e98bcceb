import FoundationEssentials
import Models
import TestSupport
import Testing

@Suite("folders of models")
struct ModelFolderTests {
  private let folder: TemporaryFolder
  private let wanted =
    "one of model.safetensors, model.safetensors.index.json, model.onnx, onnx/model.onnx is wanted"

  init() throws { folder = try TemporaryFolder() }

  private func open() throws -> any TensorSource {
    try ModelFolder(path: folder.path).openTensors()
  }

  @Test("are read from safetensors first, then from shards, then from ONNX")
  func order() throws {
    let onnx = ONNXBytes.model([ONNXBytes.floats("a.bias", [1], [4])])
    try FileManager.default.createDirectory(
      atPath: folder.file("onnx"), withIntermediateDirectories: true)
    _ = try folder.write(onnx, to: "onnx/model.onnx")
    #expect(try open().path == folder.file("onnx/model.onnx"))
    _ = try folder.write(onnx, to: "model.onnx")
    #expect(try open().path == folder.file("model.onnx"))
    var writer = SafetensorsWriter()
    writer.add("a.bias", shape: [1], values: [3])
    try writer.write(to: folder.file("model-1.safetensors"))
    let index = Data(#"{"weight_map":{"a.bias":"model-1.safetensors"}}"#.utf8)
    _ = try folder.write(index, to: "model.safetensors.index.json")
    #expect(try open().path == folder.file("model.safetensors.index.json"))
    #expect(try open().values(of: "a.bias") == [3])
    try writer.write(to: folder.file("model.safetensors"))
    #expect(try open().path == folder.file("model.safetensors"))
  }

  @Test("with pickles only are refused with advice")
  func pickles() throws {
    _ = try folder.write([1], to: "pytorch_model.bin")
    _ = try folder.write([1], to: "config.json")
    let problem =
      "has only pytorch_model.bin, a pickle, which can run code when it is read; convert it to "
      + "safetensors: \(wanted)"
    #expect(throws: TensorFileError(folder.path, problem)) { try open() }
    let file = folder.file("pytorch_model.bin")
    let alone =
      "is no .safetensors, .index.json or .onnx; a pickle can run code, so convert it to "
      + "safetensors"
    #expect(throws: TensorFileError(file, alone)) { try openTensorFile(file) }
  }

  @Test("without tensors are refused with what they hold")
  func others() throws {
    #expect(throws: TensorFileError(folder.path, "is empty; \(wanted)")) {
      try open()
    }
    _ = try folder.write([1], to: "vocab.txt")
    _ = try folder.write([1], to: "config.json")
    let problem = "has no tensors but config.json, vocab.txt; \(wanted)"
    #expect(throws: TensorFileError(folder.path, problem)) { try open() }
    let missing = folder.file("none")
    #expect(throws: TensorFileError(missing, "is no folder that can be read")) {
      try ModelFolder(path: missing).openTensors()
    }
  }
}
