internal import Platform
internal import FoundationEssentials

/// Writes tensors in the safetensors format: a JSON header, then float32 numbers, little-endian.
///
/// The header lists tensors in the order given and is padded with spaces to a multiple of 8 bytes,
/// so the same tensors give the same bytes. Numbers are not copied on the way to the file.
package struct SafetensorsWriter {
  private enum Numbers {
    case lent(UnsafeBufferPointer<Float>)
    case own([Float])
    case made(count: Int, () -> [Float])
  }

  private var entries: [String] = []
  private var tensors: [Numbers] = []
  private var size = 0

  package init() {}

  /// Adds a tensor under a name that needs no escaping in JSON.
  ///
  /// - Parameter values: Numbers, row-major; they are read when the file is written and must be
  ///   there until then.
  package mutating func add(_ name: String, shape: [Int], values: UnsafeBufferPointer<Float>) {
    add(name, shape, .lent(values), count: values.count)
  }

  package mutating func add(_ name: String, shape: [Int], values: [Float]) {
    add(name, shape, .own(values), count: values.count)
  }

  /// Adds a tensor whose numbers are made when the file is written, and dropped afterwards.
  ///
  /// - Parameter make: Makes the numbers, row-major; called once.
  package mutating func add(_ name: String, shape: [Int], making make: @escaping () -> [Float]) {
    let count = shape.reduce(1, *)
    add(name, shape, .made(count: count, make), count: count)
  }

  private mutating func add(_ name: String, _ shape: [Int], _ numbers: Numbers, count: Int) {
    precondition(shape.reduce(1, *) == count, "\(name): \(shape) is not \(count)")
    let end = size + count * MemoryLayout<Float>.stride
    let dimensions = shape.map(String.init).joined(separator: ",")
    entries.append(
      "\"\(name)\":{\"dtype\":\"F32\",\"shape\":[\(dimensions)],"
        + "\"data_offsets\":[\(size),\(end)]}")
    tensors.append(numbers)
    size = end
  }

  /// Writes the file whole: under a temporary name first, then synced and renamed.
  ///
  /// - Parameter metadata: Names and values that need no escaping in JSON.
  package func write(to path: String, metadata: [(String, String)] = []) throws {
    let pairs = ([("format", "pt")] + metadata).map { "\"\($0)\":\"\($1)\"" }
    let members = ["\"__metadata__\":{\(pairs.joined(separator: ","))}"] + entries
    var header = "{\(members.joined(separator: ","))}"
    header += String(repeating: " ", count: (8 - header.utf8.count % 8) % 8)
    try writeDurably(to: path) { file in
      try withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { try file.append($0) }
      try Array(header.utf8).withUnsafeBytes { try file.append($0) }
      for numbers in tensors {
        switch numbers {
        case .lent(let numbers): try file.append(UnsafeRawBufferPointer(numbers))
        case .own(let numbers): try numbers.withUnsafeBytes { try file.append($0) }
        case .made(let count, let make):
          let numbers = make()
          precondition(numbers.count == count, "\(numbers.count) numbers rather than \(count)")
          try numbers.withUnsafeBytes { try file.append($0) }
        }
      }
    }
  }
}
