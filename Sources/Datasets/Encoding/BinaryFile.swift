internal import FoundationEssentials

/// Reads and writes whole files, with errors that name them.
enum BinaryFile {
  static func read(_ path: String) throws(DatasetError) -> Data {
    do {
      return try Data(contentsOf: URL(filePath: path))
    } catch {
      throw DatasetError("\(path): can't be read; is it there, and readable?")
    }
  }

  /// Writes to a second file and renames it, so that a reader never sees half of it.
  static func write(_ bytes: Data, to path: String) throws(DatasetError) {
    do {
      try bytes.write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw DatasetError("\(path): can't be written: \(error)")
    }
  }
}
