internal import FoundationEssentials

/// A safetensors file read whole: named float32 tensors, checked against the file's size.
///
/// A header that claims more than the file holds, overlapping or misaligned ranges, and types other
/// than float32 are refused by name.
package struct SafetensorsFile {
  package let path: String
  /// The names in the order of their numbers.
  package let names: [String]
  package let metadata: [String: String]
  private let tensors: [String: Tensor]
  private let bytes: Data
  private let dataStart: Int

  private struct Tensor {
    let shape: [Int]
    let range: Range<Int>
  }

  private struct Entry: Decodable {
    let dtype: String
    let shape: [Int]
    let dataOffsets: [Int]

    private enum CodingKeys: String, CodingKey {
      case dtype, shape
      case dataOffsets = "data_offsets"
    }
  }

  package init(path: String) throws {
    self.path = path
    do { bytes = try Data(contentsOf: URL(filePath: path)) } catch {
      throw TensorFileError(path, "can't be read: \(error)")
    }
    let (header, start) = try SafetensorsFile.header(of: bytes, path)
    dataStart = start
    var (entries, metadata): ([String: Entry], [String: String]) = ([:], [:])
    for (name, member) in header {
      switch member {
      case .tensor(let entry): entries[name] = entry
      case .metadata(let pairs): metadata = pairs
      }
    }
    self.metadata = metadata
    let size = bytes.count - start
    var tensors: [String: Tensor] = [:]
    for (name, entry) in entries {
      tensors[name] = try SafetensorsFile.check(name, entry, size: size, path)
    }
    self.tensors = tensors
    names = tensors.keys.sorted {
      let (a, b) = (tensors[$0]?.range, tensors[$1]?.range)
      return (a?.lowerBound ?? 0, $0) < (b?.lowerBound ?? 0, $1)
    }
    try refuseOverlaps()
  }

  package func shape(of name: String) -> [Int]? { tensors[name]?.shape }

  /// The numbers of a tensor, row-major.
  package func values(of name: String) throws -> [Float] {
    guard let tensor = tensors[name] else {
      throw TensorFileError(path, "holds no tensor named \(name)")
    }
    let count = tensor.range.count / 4
    return [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      let start = bytes.startIndex + dataStart + tensor.range.lowerBound
      bytes.copyBytes(
        to: UnsafeMutableRawBufferPointer(buffer), from: start..<start + tensor.range.count)
      initialized = count
    }
  }

  private enum Member: Decodable {
    case tensor(Entry)
    case metadata([String: String])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let entry = try? container.decode(Entry.self) {
        self = .tensor(entry)
      } else {
        self = .metadata(try container.decode([String: String].self))
      }
    }
  }

  private static func header(of bytes: Data, _ path: String) throws -> ([String: Member], Int) {
    guard bytes.count >= 8 else { throw TensorFileError(path, "is too short to hold a header") }
    let length = bytes.prefix(8).enumerated().reduce(UInt64(0)) {
      $0 | UInt64($1.element) << (8 * UInt64($1.offset))
    }
    guard length <= UInt64(bytes.count - 8) else {
      throw TensorFileError(
        path, "claims a header of \(length) bytes, but holds \(bytes.count) bytes in all")
    }
    let end = 8 + Int(length)
    do {
      return (try JSONDecoder().decode([String: Member].self, from: bytes[8..<end]), end)
    } catch {
      throw TensorFileError(path, "has a header that is not as safetensors defines it")
    }
  }

  private static func check(_ name: String, _ entry: Entry, size: Int, _ path: String) throws
    -> Tensor
  {
    func refuse(_ problem: String) -> TensorFileError {
      TensorFileError(path, "tensor \(name) \(problem)")
    }
    guard entry.dtype == "F32" else { throw refuse("is \(entry.dtype); float32 (F32) is wanted") }
    guard entry.dataOffsets.count == 2, entry.dataOffsets[0] >= 0,
      entry.dataOffsets[0] <= entry.dataOffsets[1], entry.dataOffsets[1] <= size,
      entry.dataOffsets[0].isMultiple(of: 4)
    else { throw refuse("claims bytes \(entry.dataOffsets) of \(size)") }
    var count = 1
    for dimension in entry.shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
      guard dimension >= 0, !overflow, product <= size else {
        throw refuse("has the impossible shape \(entry.shape)")
      }
      count = product
    }
    let range = entry.dataOffsets[0]..<entry.dataOffsets[1]
    guard range.count == count * 4 else {
      throw refuse("of shape \(entry.shape) needs \(count * 4) bytes, not \(range.count)")
    }
    return Tensor(shape: entry.shape, range: range)
  }

  private func refuseOverlaps() throws {
    for (first, second) in zip(names, names.dropFirst()) {
      if let end = tensors[first]?.range.upperBound, let start = tensors[second]?.range.lowerBound,
        start < end
      {
        throw TensorFileError(path, "tensors \(first) and \(second) overlap")
      }
    }
  }
}
