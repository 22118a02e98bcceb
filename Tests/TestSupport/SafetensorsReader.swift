internal import FoundationEssentials

/// Reads safetensors files independently of the reader of the program, so that it can be tested.
package struct SafetensorsReader {
  /// The reason why a tensor can't be read.
  package enum Failure: Error {
    case broken(file: String)
    case missing(tensor: String)
    case otherType(tensor: String, found: String)
  }

  private struct Entry: Decodable {
    // All optional, as the entry `__metadata__` has none of them.
    let dtype: String?
    let shape: [Int]?
    let offsets: [Int]?

    enum CodingKeys: String, CodingKey {
      case dtype, shape
      case offsets = "data_offsets"
    }
  }

  private let entries: [String: Entry]
  private let body: [UInt8]

  /// Reads a whole file.
  package init(path: String) throws {
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
    guard bytes.count >= 8 else { throw Failure.broken(file: path) }
    let length = bytes[0..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard bytes.count >= 8 + length else { throw Failure.broken(file: path) }
    entries = try JSONDecoder().decode(
      [String: Entry].self, from: Data(bytes[8..<8 + length]))
    body = Array(bytes[(8 + length)...])
  }

  /// The names of all tensors, sorted.
  package var names: [String] { entries.filter { $0.value.dtype != nil }.keys.sorted() }

  /// Returns the dimensions of a tensor.
  package func shape(_ name: String) throws -> [Int] {
    guard let shape = entries[name]?.shape else { throw Failure.missing(tensor: name) }
    return shape
  }

  /// Reads the numbers of an F32 tensor, row-major.
  package func floats(_ name: String) throws -> [Float] {
    try numbers(name, type: "F32", zero: 0)
  }

  /// Reads the numbers of an I64 tensor, row-major.
  package func integers(_ name: String) throws -> [Int64] {
    try numbers(name, type: "I64", zero: 0)
  }

  /// Copies the bytes of a tensor; both the format and the machines of the tests are little-endian.
  private func numbers<Number>(_ name: String, type: String, zero: Number) throws -> [Number] {
    guard let entry = entries[name], let found = entry.dtype, let offsets = entry.offsets,
      offsets.count == 2
    else { throw Failure.missing(tensor: name) }
    guard found == type else { throw Failure.otherType(tensor: name, found: found) }
    let bytes = body[offsets[0]..<offsets[1]]
    var numbers = Array(repeating: zero, count: bytes.count / MemoryLayout<Number>.stride)
    numbers.withUnsafeMutableBytes { $0.copyBytes(from: bytes) }
    return numbers
  }
}
