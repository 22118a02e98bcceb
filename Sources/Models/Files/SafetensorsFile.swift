package import FoundationEssentials

/// A safetensors file, mapped into memory: named tensors, checked against the file's size.
///
/// F32, F16, BF16 and F64 are read as float32. Integers may be there, but aren't read. A header
/// that claims more than the file holds, overlapping or misaligned ranges, bytes of no tensor,
/// duplicate names and impossible shapes are refused by name.
package struct SafetensorsFile: TensorSource {
  package let path: String
  /// Names of floating-point tensors, in the order of their numbers.
  package let names: [String]
  package let otherNames: [String]
  package let metadata: [String: String]
  private let tensors: [String: SafetensorsHeader.Entry]
  private let bytes: Data
  private let dataStart: Int

  package init(path: String) throws {
    try self.init(bytes: mappedTensorFile(path), path: path)
  }

  /// Reads a file that is in memory.
  ///
  /// - Parameter path: The file's path, for messages.
  package init(bytes: Data, path: String) throws {
    (self.bytes, self.path) = (bytes, path)
    try refusePickle(bytes, path)
    let (header, start) = try bytes.withUnsafeBytes { file in
      let end = try Self.headerEnd(file, path)
      let json = UnsafeRawBufferPointer(rebasing: file[8..<end])
      return (try SafetensorsHeader(json, size: file.count - end, path: path), end)
    }
    (dataStart, metadata) = (start, header.metadata)
    names = header.entries.filter { $0.type.format != nil }.map(\.name)
    otherNames = header.entries.filter { $0.type.format == nil }.map(\.name)
    tensors = Dictionary(uniqueKeysWithValues: header.entries.map { ($0.name, $0) })
  }

  package func shape(of name: String) -> [Int]? { tensors[name]?.shape }

  package func values(of name: String) throws -> [Float] {
    guard let tensor = tensors[name], let format = tensor.type.format else {
      throw refusal(of: name, storedAs: tensors[name]?.type.name)
    }
    let range = dataStart + tensor.range.lowerBound..<dataStart + tensor.range.upperBound
    return bytes.withUnsafeBytes {
      format.floats(from: UnsafeRawBufferPointer(rebasing: $0[range]))
    }
  }

  /// Returns the offset of the header's end, by the length that the file begins with.
  private static func headerEnd(_ file: UnsafeRawBufferPointer, _ path: String) throws -> Int {
    guard file.count >= 8 else { throw TensorFileError(path, "is too short to hold a header") }
    let length = UInt64(littleEndian: file.loadUnaligned(as: UInt64.self))
    guard length <= UInt64(file.count - 8) else {
      throw TensorFileError(
        path, "claims a header of \(length) bytes, but holds \(file.count) bytes in all")
    }
    guard length <= UInt64(SafetensorsHeader.longest) else {
      throw TensorFileError(
        path, "has a header of \(length) bytes; at most \(SafetensorsHeader.longest) are read")
    }
    return 8 + Int(length)
  }
}
