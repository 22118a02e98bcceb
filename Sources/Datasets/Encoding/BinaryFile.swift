internal import FoundationEssentials

/// Reading and writing whole files with errors that name them.
enum BinaryFile {
  static func read(_ path: String) throws(DatasetError) -> Data {
    do {
      return try Data(contentsOf: URL(filePath: path))
    } catch {
      throw DatasetError("\(path): can't be read; is it there, and readable?")
    }
  }

  /// Writes by way of a second file, so that a reader never sees half of it.
  static func write(_ bytes: Data, to path: String) throws(DatasetError) {
    do {
      try bytes.write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw DatasetError("\(path): can't be written: \(error)")
    }
  }
}
