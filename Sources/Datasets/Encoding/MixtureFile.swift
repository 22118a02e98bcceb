internal import FoundationEssentials
internal import Tokenization

/// Content of `mixture.json`; the data of a task stand beside it under ``dataFile(of:)``.
private struct MixtureHeader: Codable {
  static let currentVersion = 1

  var version = currentVersion
  /// Names of the tasks, in order.
  var tasks: [String]
  var power: Double
}

extension Mixture {
  package static let fileName = "mixture.json"

  /// Returns the name of the file with a task's data, as ``EncodedDataset`` writes them.
  private static func dataFile(of task: String) -> String {
    "\(task).\(EncodedDataset.fileName)"
  }

  /// Writes the tasks' data and the vocabulary's files into an existing folder; equal mixtures give
  /// equal bytes.
  ///
  /// - Precondition: The tasks have names.
  /// - Returns: The files' paths by their names.
  package func save(in folder: String) throws -> [String: String] {
    var files = try VocabularyFile.write(vocabulary, into: folder)
    var names: [String] = []
    for task in tasks {
      guard let name = task.name else { preconditionFailure("data alone are no mixture") }
      let file = Self.dataFile(of: name)
      files[file] = "\(folder)/\(file)"
      try task.data.write(to: "\(folder)/\(file)")
      names.append(name)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let path = "\(folder)/\(Self.fileName)"
    try BinaryFile.write(
      try encoder.encode(MixtureHeader(tasks: names, power: power)), to: path)
    files[Self.fileName] = path
    return files
  }

  /// Reads what `save` wrote.
  ///
  /// - Parameter files: Paths of all its files by their names.
  /// - Throws: `DatasetError` that names the damaged file.
  package init(files: [String: String]) throws {
    guard let path = files[Self.fileName] else {
      throw DatasetError("expected the file \(Self.fileName)")
    }
    guard
      let header = try? JSONDecoder().decode(MixtureHeader.self, from: try BinaryFile.read(path)),
      header.version == MixtureHeader.currentVersion
    else { throw DatasetError("\(path): the file is damaged or is no mixture") }
    var tasks: [(name: String, data: EncodedDataset)] = []
    for name in header.tasks {
      var own = files
      own[EncodedDataset.fileName] = files[Self.dataFile(of: name)]
      guard own[EncodedDataset.fileName] != nil else {
        throw DatasetError("\(path): expected the file \(Self.dataFile(of: name)) beside it")
      }
      tasks.append((name, try EncodedDataset(files: own)))
    }
    try self.init(tasks: tasks, power: header.power)
  }
}
