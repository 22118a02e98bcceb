internal import FoundationEssentials

/// A model as a stage leaves it: `model.json` (description), `model.safetensors`, `vocab.txt`.
package struct StoredModel {
  package static let descriptionFile = "model.json"
  package static let tensorFile = "model.safetensors"
  package static let vocabularyFile = "vocab.txt"
  package static let files = [descriptionFile, tensorFile, vocabularyFile]

  package let description: ModelDescription
  package let bank: ParameterBank
  /// Piece by id; a model always travels with its vocabulary.
  package let vocabulary: [String]

  package init(description: ModelDescription, bank: ParameterBank, vocabulary: [String]) {
    (self.description, self.bank, self.vocabulary) = (description, bank, vocabulary)
  }

  /// Reads a model from the paths of its files by name.
  package init(files: [String: String]) throws {
    func path(_ name: String) throws -> String {
      guard let path = files[name] else { throw TensorFileError(name, "is missing") }
      return path
    }
    let json = try Data(contentsOf: URL(filePath: path(Self.descriptionFile)))
    description = try JSONDecoder().decode(ModelDescription.self, from: json)
    bank = ParameterBank(ParameterLayout(description))
    try bank.load(SafetensorsFile(path: path(Self.tensorFile)))
    vocabulary = try readLines(path(Self.vocabularyFile))
  }

  /// Writes the files into a folder.
  ///
  /// - Returns: File name to path.
  package func write(into folder: String) throws -> [String: String] {
    let paths = Dictionary(uniqueKeysWithValues: Self.files.map { ($0, "\(folder)/\($0)") })
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    try writeDurably(encoder.encode(description), to: "\(folder)/\(Self.descriptionFile)")
    try bank.write(to: "\(folder)/\(Self.tensorFile)")
    let lines = vocabulary.map { $0 + "\n" }.joined()
    try writeDurably(Data(lines.utf8), to: "\(folder)/\(Self.vocabularyFile)")
    return paths
  }
}

extension ParameterBank {
  /// Takes over every tensor of the layout; a missing or misshapen one is an error by name.
  package func load(_ file: SafetensorsFile) throws {
    for parameter in layout.parameters {
      guard let shape = file.shape(of: parameter.name) else {
        throw TensorFileError(file.path, "lacks tensor \(parameter.name)")
      }
      guard shape == parameter.shape else {
        throw TensorFileError(
          file.path, "tensor \(parameter.name) is \(shape); \(parameter.shape) is wanted")
      }
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

func readLines(_ path: String) throws -> [String] {
  let bytes = try Data(contentsOf: URL(filePath: path))
  return bytes.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
}
