internal import FoundationEssentials

/// Writes tensors in the safetensors format: a JSON header, then float32 numbers, little-endian.
///
/// The header lists tensors in the order given and is padded with spaces to a multiple of 8 bytes,
/// so the same tensors give the same bytes.
package struct SafetensorsWriter {
  private var entries: [String] = []
  private var numbers = Data()

  package init() {}

  /// Adds a tensor under a name that needs no escaping in JSON.
  package mutating func add(_ name: String, shape: [Int], values: UnsafeBufferPointer<Float>) {
    precondition(shape.reduce(1, *) == values.count, "\(name): \(shape) is not \(values.count)")
    let start = numbers.count
    numbers.append(values)
    let dimensions = shape.map(String.init).joined(separator: ",")
    entries.append(
      "\"\(name)\":{\"dtype\":\"F32\",\"shape\":[\(dimensions)],"
        + "\"data_offsets\":[\(start),\(numbers.count)]}")
  }

  package mutating func add(_ name: String, shape: [Int], values: [Float]) {
    values.withUnsafeBufferPointer { add(name, shape: shape, values: $0) }
  }

  /// Writes the file whole: into a neighbour first, which is synced and then renamed.
  ///
  /// - Parameter metadata: Names and values that need no escaping in JSON.
  package func write(to path: String, metadata: [(String, String)] = []) throws {
    let pairs = ([("format", "pt")] + metadata).map { "\"\($0)\":\"\($1)\"" }
    let members = ["\"__metadata__\":{\(pairs.joined(separator: ","))}"] + entries
    var header = "{\(members.joined(separator: ","))}"
    header += String(repeating: " ", count: (8 - header.utf8.count % 8) % 8)
    var file = Data()
    withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { file.append(contentsOf: $0) }
    file.append(contentsOf: header.utf8)
    file.append(numbers)
    try writeDurably(file, to: path)
  }
}
