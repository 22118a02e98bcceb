internal import FoundationEssentials
internal import Serialization

/// A problem with a file of tensors, described with the file's path and, where one is at fault, the
/// tensor.
public struct TensorFileError: Error, Equatable, CustomStringConvertible {
  public let path: String
  public let problem: String

  package init(_ path: String, _ problem: String) { (self.path, self.problem) = (path, problem) }

  public var description: String { "\(path): \(problem)" }
}

/// Runs `read`, which reads JSON inside a file, and names the file in its errors.
///
/// - Throws: `TensorFileError` with the file and the byte where it isn't JSON as it should be, and
///   what else `read` throws.
func readingJSON<Result>(_ path: String, _ read: () throws -> Result) throws -> Result {
  do {
    return try read()
  } catch let error as SerializationError {
    throw TensorFileError(path, "\(error.problem) at byte \(error.position) of its JSON")
  }
}

/// Runs `read` on a JSON document that people write and edit, and names file, line and column in
/// its errors.
///
/// - Throws: `TensorFileError` with the file, the line and the column where it isn't JSON, and what
///   else `read` throws.
func readingJSON<Result>(
  _ path: String, of document: Data, _ read: ([UInt8]) throws -> Result
) throws -> Result {
  let bytes = [UInt8](document)
  do {
    return try read(bytes)
  } catch let error as SerializationError {
    throw TensorFileError(
      "\(path):\(error.line(in: bytes)):\(error.column(in: bytes))",
      "\(error.problem); the file is no JSON")
  }
}
