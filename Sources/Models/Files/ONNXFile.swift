package import FoundationEssentials
internal import Serialization

/// The graph of an ONNX file, mapped into memory: its initializers and its nodes.
///
/// Of `ModelProto` (onnx.proto, ir_version 3 and later) only what is needed to find weights is
/// read; the initializers' numbers stay in the file. Numbers in other files, sparse initializers,
/// duplicate names and initializers that claim more than the file holds are refused by name.
package struct ONNXFile {
  /// A constant tensor of the graph.
  struct Initializer {
    let name: String
    let shape: [Int]
    let element: ONNXElement
    let numbers: Numbers

    /// The ranges of bytes that hold the numbers in the file.
    enum Numbers {
      case raw(Range<Int>)
      /// The parts of a field of the element's type, such as `float_data`, in their order.
      case listed([Range<Int>])
    }
  }

  struct Node {
    var operation = ""
    var inputs: [String] = []
    var outputs: [String] = []
    /// Attributes that are read, each a whole number or a list of them.
    var integers: [String: [Int]] = [:]
  }

  package let path: String
  private(set) var initializers: [Initializer] = []
  private(set) var nodes: [Node] = []
  private let bytes: Data

  package init(path: String) throws {
    try self.init(bytes: mappedTensorFile(path), path: path)
  }

  /// Reads a file that is in memory.
  ///
  /// - Parameter path: The file's path, for messages.
  package init(bytes: Data, path: String) throws {
    (self.bytes, self.path) = (bytes, path)
    try refusePickle(bytes, path)
    let graph = try Self.readingProtobuf(path) {
      try bytes.withUnsafeBytes { try Self.graph($0, path) }
    }
    (initializers, nodes) = (graph.initializers, graph.nodes)
  }

  private static func graph(
    _ file: UnsafeRawBufferPointer, _ path: String
  ) throws -> ONNXGraphReader {
    var model = ProtobufReader(file, 0..<file.count)
    var graph: ONNXGraphReader?
    try model.fields { [reader = model] number, value in
      guard number == 7 else { return }
      guard graph == nil else { throw reader.failure("there is a second graph") }
      graph = ONNXGraphReader(try reader.message(value), path: path)
    }
    guard var graph else { throw model.failure("there is no graph") }
    try graph.read()
    return graph
  }

  private static func readingProtobuf<Result>(
    _ path: String, _ read: () throws -> Result
  ) throws -> Result {
    do {
      return try read()
    } catch let error as SerializationError {
      throw TensorFileError(
        path, "isn't an ONNX model: \(error.problem) at byte \(error.position)")
    }
  }

  /// Reads the numbers of an initializer, row-major: floating-point ones as float32, and the
  /// integers that weights are quantised to (INT32 rounded to 24 bits).
  ///
  /// - Throws: `TensorFileError` where it is of another type or lists numbers beyond its type.
  func numbers(of initializer: Initializer) throws -> [Float] {
    try Self.readingProtobuf(path) {
      try bytes.withUnsafeBytes { file in
        switch initializer.numbers {
        case .raw(let range):
          try initializer.floats(from: UnsafeRawBufferPointer(rebasing: file[range]), path)
        case .listed(let pieces):
          try initializer.floats(fromFields: pieces, of: file, path)
        }
      }
    }
  }
}

extension ONNXFile.Initializer {
  func failure(_ path: String, _ problem: String) -> TensorFileError {
    TensorFileError(path, "initializer \(name) \(problem)")
  }

  private func typeFailure(_ path: String) -> TensorFileError {
    failure(
      path,
      "is \(element.name); FLOAT, FLOAT16, BFLOAT16, DOUBLE, or INT8, UINT8 and INT32 of "
        + "quantised weights can be read")
  }

  fileprivate func floats(from bytes: UnsafeRawBufferPointer, _ path: String) throws -> [Float] {
    switch element {
    case .int8: return bytes.map { Float(Int8(bitPattern: $0)) }
    case .uint8: return bytes.map { Float($0) }
    case .int32:
      return (0..<bytes.count / 4).map {
        Float(bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Int32.self))
      }
    default:
      guard let format = element.format else { throw typeFailure(path) }
      return format.floats(from: bytes)
    }
  }

  /// Reads the numbers of a field: FLOAT and DOUBLE by their bytes, narrow types as varints.
  fileprivate func floats(
    fromFields pieces: [Range<Int>], of file: UnsafeRawBufferPointer, _ path: String
  ) throws -> [Float] {
    if let format = element.format, format == .float32 || format == .float64 {
      return pieces.flatMap { format.floats(from: UnsafeRawBufferPointer(rebasing: file[$0])) }
    }
    var floats: [Float] = []
    for piece in pieces {
      var reader = ProtobufReader(file, piece)
      while !reader.isAtEnd { floats.append(try float(listedAs: reader.varint(), path)) }
    }
    return floats
  }

  private func float(listedAs varint: UInt64, _ path: String) throws -> Float {
    let integer = Int(truncatingIfNeeded: varint)
    func exact<Integer: FixedWidthInteger>(_ type: Integer.Type) throws -> Integer {
      guard let exact = Integer(exactly: integer) else {
        throw failure(path, "lists \(integer), which isn't \(element.name)")
      }
      return exact
    }
    switch element {
    case .int8: return Float(try exact(Int8.self))
    case .uint8: return Float(try exact(UInt8.self))
    case .int32: return Float(try exact(Int32.self))
    default: break
    }
    switch element.format {
    case .float16: return Float(Float16(bitPattern: try exact(UInt16.self)))
    case .bfloat16: return Float(bitPattern: UInt32(try exact(UInt16.self)) << 16)
    default: throw typeFailure(path)
    }
  }
}
