internal import FoundationEssentials
package import Tokenization

/// A model as stages store it: `model.json` (its description), `model.safetensors`, and the files
/// of its vocabulary.
package struct StoredModel {
  package static let descriptionFile = "model.json"
  package static let tensorFile = "model.safetensors"
  /// The names that a stored model's files may have.
  package static let fileNames = [descriptionFile, tensorFile] + VocabularyFile.names

  package let description: ModelDescription
  package let bank: ParameterBank
  /// A model always travels with its vocabulary.
  package let vocabulary: Vocabulary

  package init(description: ModelDescription, bank: ParameterBank, vocabulary: Vocabulary) {
    self.description = description
    self.bank = bank
    self.vocabulary = vocabulary
  }

  /// Reads a model.
  ///
  /// - Parameter files: The paths of its files by their names.
  /// - Throws: `TensorFileError` or `VocabularyError` where a file is missing or damaged.
  package init(files: [String: String]) throws {
    func path(_ name: String) throws -> String {
      guard let path = files[name] else { throw TensorFileError(name, "is missing") }
      return path
    }
    description = try DescriptionFile.read(path(Self.descriptionFile))
    let tensors = try SafetensorsFile(path: path(Self.tensorFile))
    let layout = ParameterLayout(description)
    try layout.check(tensors)
    bank = ParameterBank(layout)
    try bank.load(tensors)
    try bank.checkFinite(tensors.path)
    vocabulary = try VocabularyFile.read(files: files)
  }

  /// Reads a model from a folder that ``write(into:)`` has filled.
  package init(folder: String) throws {
    let present = Self.fileNames.filter {
      FileManager.default.fileExists(atPath: "\(folder)/\($0)")
    }
    try self.init(
      files: Dictionary(uniqueKeysWithValues: present.map { ($0, "\(folder)/\($0)") }))
  }

  /// Writes description, parameters and vocabulary into files of a folder.
  ///
  /// - Returns: The paths of the files by their names.
  /// - Throws: `TensorFileError` that names the tensor, where one isn't finite.
  package func write(into folder: String) throws -> [String: String] {
    try bank.checkFinite("\(folder)/\(Self.tensorFile)")
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    try writeDurably(encoder.encode(description), to: "\(folder)/\(Self.descriptionFile)")
    try bank.write(to: "\(folder)/\(Self.tensorFile)")
    var paths = try VocabularyFile.write(vocabulary, into: folder)
    for name in [Self.descriptionFile, Self.tensorFile] { paths[name] = "\(folder)/\(name)" }
    return paths
  }
}

extension ParameterLayout {
  /// Checks that a file has every tensor of the layout, before memory is taken for them.
  ///
  /// - Throws: `TensorFileError` that names one that is missing or misshapen.
  func check(_ file: SafetensorsFile) throws {
    for parameter in parameters {
      guard let shape = file.shape(of: parameter.name) else {
        throw TensorFileError(file.path, "lacks tensor \(parameter.name)")
      }
      guard shape == parameter.shape else {
        throw TensorFileError(
          file.path, "tensor \(parameter.name) is \(shape); \(parameter.shape) is wanted")
      }
    }
  }
}

extension ParameterBank {
  /// Reads every tensor of the layout from a file.
  ///
  /// - Throws: `TensorFileError` that names a tensor that is missing or misshapen.
  package func load(_ file: SafetensorsFile) throws {
    try layout.check(file)
    for parameter in layout.parameters {
      self[parameter.name] = try file.values(of: parameter.name)
    }
  }

  package func write(to path: String) throws {
    var writer = SafetensorsWriter()
    for parameter in layout.parameters {
      writer.add(
        parameter.name, shape: parameter.shape,
        values: UnsafeBufferPointer(rebasing: values[parameter.range]))
    }
    try writer.write(to: path)
  }
}
