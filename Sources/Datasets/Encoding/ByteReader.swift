internal import FoundationEssentials
internal import Statistics

/// Reads a file's bytes from front to back and refuses to go past their end.
struct ByteReader {
  let path: String
  private(set) var rest: Data

  init(path: String, bytes: Data) { (self.path, rest) = (path, bytes) }

  mutating func bytes(_ count: Int) throws(DatasetError) -> Data {
    guard count >= 0, count <= rest.count else { throw damaged("it ends too early") }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }

  mutating func integers<Number: FixedWidthInteger & BitwiseCopyable>(
    _ count: Int, of type: Number.Type
  ) throws(DatasetError) -> [Number] {
    let width = MemoryLayout<Number>.size
    guard count >= 0, count <= rest.count / width else { throw damaged("it ends too early") }
    return try bytes(count * width).withUnsafeBytes { buffer in
      (0..<count).map {
        Number(littleEndian: buffer.loadUnaligned(fromByteOffset: $0 * width, as: Number.self))
      }
    }
  }

  func damaged(_ reason: String) -> DatasetError {
    DatasetError("\(path): the file is damaged or is no data set: \(reason)")
  }
}

extension Data {
  mutating func append<Number: FixedWidthInteger>(littleEndian numbers: [Number]) {
    let converted = numbers.map(\.littleEndian)
    converted.withUnsafeBytes { append(contentsOf: $0) }
  }

  var checksum: UInt64 { withUnsafeBytes { StableHash.ofBytes($0) } }
}
