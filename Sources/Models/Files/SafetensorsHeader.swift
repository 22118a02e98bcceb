internal import Serialization

/// The JSON header of a safetensors file, checked against the numbers that follow it.
///
/// The tensors must cover the numbers entirely: a gap between them, or bytes after the last, are
/// refused, as by the format's own library.
struct SafetensorsHeader {
  /// Most bytes of a header, the limit of the format's own library.
  static let longest = 100_000_000

  struct Entry {
    let name: String
    let type: StoredType
    let shape: [Int]
    /// Range of bytes, counted from the first number.
    let range: Range<Int>
  }

  /// An element type of the format.
  struct StoredType {
    let name: String
    /// Number of bytes.
    let size: Int
    /// The floating-point format; nil for types that aren't read.
    let format: FloatFormat?
  }

  /// The tensors, in the order of their numbers.
  private(set) var entries: [Entry] = []
  private(set) var metadata: [String: String] = [:]
  private let path: String

  /// Reads and checks a header.
  ///
  /// - Parameter size: Number of bytes that follow the header.
  /// - Throws: `TensorFileError` that names the tensor at fault.
  init(_ json: UnsafeRawBufferPointer, size: Int, path: String) throws {
    self.path = path
    (entries, metadata) = try readingJSON(path) { try Self.members(of: json, size: size, path) }
    entries.sort {
      ($0.range.lowerBound, $0.range.upperBound, $0.name)
        < ($1.range.lowerBound, $1.range.upperBound, $1.name)
    }
    try checkCover(size: size)
  }

  private static func members(
    of json: UnsafeRawBufferPointer, size: Int, _ path: String
  ) throws -> ([Entry], [String: String]) {
    var scanner = JSONScanner(json)
    guard json.first == UInt8(ascii: "{") else {
      throw scanner.failure("has a header that doesn't begin with '{'")
    }
    var (entries, metadata): ([Entry], [String: String]) = ([], [:])
    try scanner.members(distinct: true) { scanner, name in
      guard name != "__metadata__" else {
        if scanner.take(word: "null") { return }
        return try scanner.members(distinct: true) { metadata[$1] = try $0.string() }
      }
      entries.append(try entry(name, &scanner, size: size, path))
    }
    try scanner.expectEnd()
    return (entries, metadata)
  }

  private static func entry(
    _ name: String, _ scanner: inout JSONScanner, size: Int, _ path: String
  ) throws -> Entry {
    func refuse(_ problem: String) -> TensorFileError {
      TensorFileError(path, "tensor \(name) \(problem)")
    }
    var dtype: String? = nil
    var shape: [Int]? = nil
    var offsets: [Int]? = nil
    try scanner.members(distinct: true) { scanner, member in
      switch member {
      case "dtype": dtype = try scanner.string()
      case "shape": shape = try counts(&scanner, of: name)
      case "data_offsets": offsets = try counts(&scanner, of: name)
      default: throw refuse("has a member '\(member)', which safetensors doesn't define")
      }
    }
    guard let dtype, let shape, let offsets else {
      throw refuse("lacks one of dtype, shape and data_offsets")
    }
    guard let type = storedType(dtype) else {
      throw refuse("is \(dtype), which safetensors doesn't define")
    }
    guard offsets.count == 2, offsets[0] <= offsets[1], offsets[1] <= size else {
      throw refuse("claims bytes \(offsets) of \(size)")
    }
    guard offsets[0].isMultiple(of: type.size) else {
      throw refuse("is \(dtype) and begins at byte \(offsets[0]), no multiple of \(type.size)")
    }
    let range = offsets[0]..<offsets[1]
    guard let count = elementCount(shape), count <= size else {
      throw refuse("has the impossible shape \(shape)")
    }
    guard range.count == count * type.size else {
      throw refuse("of shape \(shape) needs \(count * type.size) bytes, not \(range.count)")
    }
    return Entry(name: name, type: type, shape: shape, range: range)
  }

  /// Reads a list of at most as many numbers as a tensor may have dimensions.
  private static func counts(_ scanner: inout JSONScanner, of tensor: String) throws -> [Int] {
    var counts: [Int] = []
    try scanner.elements { scanner in
      guard counts.count < mostDimensions else {
        throw scanner.failure("tensor \(tensor) has a list of more than \(mostDimensions) numbers")
      }
      counts.append(try scanner.count())
    }
    return counts
  }

  private func checkCover(size: Int) throws {
    var (end, previous) = (0, "the header")
    for entry in entries {
      guard entry.range.lowerBound >= end else {
        throw TensorFileError(path, "tensors \(previous) and \(entry.name) overlap")
      }
      guard entry.range.lowerBound == end else {
        throw TensorFileError(
          path, "has \(entry.range.lowerBound - end) bytes of no tensor before \(entry.name)")
      }
      (end, previous) = (entry.range.upperBound, entry.name)
    }
    guard end == size else {
      throw TensorFileError(path, "has \(size - end) bytes of no tensor after \(previous)")
    }
  }

  private static func storedType(_ name: String) -> StoredType? {
    switch name {
    case "F32": StoredType(name: name, size: 4, format: .float32)
    case "F16": StoredType(name: name, size: 2, format: .float16)
    case "BF16": StoredType(name: name, size: 2, format: .bfloat16)
    case "F64": StoredType(name: name, size: 8, format: .float64)
    case "BOOL", "I8", "U8", "F8_E4M3", "F8_E5M2", "F8_E8M0":
      StoredType(name: name, size: 1, format: nil)
    case "I16", "U16": StoredType(name: name, size: 2, format: nil)
    case "I32", "U32": StoredType(name: name, size: 4, format: nil)
    case "I64", "U64", "C64": StoredType(name: name, size: 8, format: nil)
    default: nil
    }
  }
}
