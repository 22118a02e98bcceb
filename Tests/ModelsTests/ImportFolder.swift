import FoundationEssentials
import Models
import TestSupport
import Testing

/// A folder of a model's files that can be spoiled.
struct ImportFolder {
  let folder: TemporaryFolder

  /// A copy of a fixture's folder.
  init(_ fixture: String) throws {
    folder = try TemporaryFolder()
    for name in ["config.json", "model.safetensors"] {
      let bytes = try Data(contentsOf: URL(filePath: fixturePath("\(fixture)/\(name)")))
      _ = try folder.write(bytes, to: name)
    }
  }

  func edit(_ old: String, _ new: String, in name: String = "config.json") throws {
    let bytes = try Data(contentsOf: URL(filePath: folder.file(name)))
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.contains(old))
    _ = try folder.write(text.replacing(old, with: new).utf8, to: name)
  }

  /// Changes the text of `config.json`, which ends in its brace.
  func rewrite(_ change: (String) -> String) throws {
    let bytes = try Data(contentsOf: URL(filePath: folder.file("config.json")))
    let text = String(decoding: bytes, as: UTF8.self)
    let end = try #require(text.lastIndex(of: "}"))
    _ = try folder.write(change(String(text[...end])).utf8, to: "config.json")
  }

  /// Renames tensors, keeping the file's numbers.
  func rename(_ change: (String) -> String) throws {
    let file = try SafetensorsFile(path: folder.file("model.safetensors"))
    var writer = SafetensorsWriter()
    for name in file.names {
      writer.add(
        change(name), shape: file.shape(of: name) ?? [], values: try file.values(of: name))
    }
    try writer.write(to: folder.file("model.safetensors"))
  }

  /// Adds tensors to the file.
  func add(_ tensors: [(name: String, shape: [Int], values: [Float])]) throws {
    let file = try SafetensorsFile(path: folder.file("model.safetensors"))
    var writer = SafetensorsWriter()
    for name in file.names {
      writer.add(name, shape: file.shape(of: name) ?? [], values: try file.values(of: name))
    }
    for tensor in tensors { writer.add(tensor.name, shape: tensor.shape, values: tensor.values) }
    try writer.write(to: folder.file("model.safetensors"))
  }

  func imported() throws -> ImportedModel { try ImportedModel(huggingFace: folder.path) }

  var problem: String? {
    let error = #expect(throws: (any Error).self) { try imported() }
    return error.map { "\($0)".replacing(folder.path, with: "") }
  }
}
