internal import FoundationEssentials
internal import Platform

/// Maps a file of tensors into memory, which only the parts that are read take up.
///
/// The file must not be shortened while it is mapped; replacing it by renaming does no harm.
/// - Throws: `TensorFileError` where it can't be read, or is a pickle.
func mappedTensorFile(_ path: String) throws -> Data {
  let file: MappedFile?
  do {
    file = try MappedFile(path)
  } catch {
    throw TensorFileError(error)
  }
  guard let file else { throw TensorFileError(path, "is no file") }
  guard let start = file.start else { return Data() }
  let bytes = Data(
    bytesNoCopy: start, count: file.count, deallocator: .custom { MappedFile.unmap($0, $1) })
  try refusePickle(bytes, path)
  return bytes
}

/// Refuses what PyTorch's `save` writes: a pickle, alone or in a zip archive.
///
/// A safetensors file has the brace of its header at byte 8; neither form of pickle has one there.
func refusePickle(_ bytes: Data, _ path: String) throws {
  let start = [UInt8](bytes.prefix(9))
  guard start.count > 2, start.last != UInt8(ascii: "{") || start.count < 9 else { return }
  let isArchive = start.starts(with: Array("PK\u{3}\u{4}".utf8))
  let isPickle = start[0] == 0x80 && (2...5).contains(start[1])
  guard isArchive || isPickle else { return }
  throw TensorFileError(
    path,
    "is a pickle\(isArchive ? " in a zip archive" : ""), which can run code when it is read; "
      + "convert it to safetensors")
}

/// Most dimensions that a tensor of a file may have: each takes eight bytes in memory, but may take
/// only one in a file.
let mostDimensions = 64

/// Counts the elements of a shape; returns nil where a dimension is negative or the product
/// overflows.
func elementCount(_ shape: [Int]) -> Int? {
  var count = 1
  for dimension in shape {
    let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
    guard dimension >= 0, !overflow else { return nil }
    count = product
  }
  return count
}
