internal import Serialization

/// Reads a `GraphProto` of onnx.proto: its initializers and nodes.
struct ONNXGraphReader {
  private(set) var initializers: [ONNXFile.Initializer] = []
  private(set) var nodes: [ONNXFile.Node] = []
  private var reader: ProtobufReader
  private let path: String
  /// Names of the node attributes that are read; others may be long and are skipped.
  private static let attributes: Set = ["perm", "axis", "transB", "block_size"]

  /// Prepares to read a graph.
  ///
  /// - Parameter path: The file, for messages.
  init(_ reader: ProtobufReader, path: String) { (self.reader, self.path) = (reader, path) }

  mutating func read() throws {
    let (message, path) = (reader, path)
    var (initializers, nodes): ([ONNXFile.Initializer], [ONNXFile.Node]) = ([], [])
    var names: Set<String> = []
    try reader.fields { number, value in
      switch number {
      case 1: nodes.append(try Self.node(message.message(value)))
      case 5:
        let initializer = try ONNXTensorReader.initializer(message.message(value), path)
        guard names.insert(initializer.name).inserted else {
          throw initializer.failure(path, "is there twice")
        }
        initializers.append(initializer)
      case 15:
        throw TensorFileError(path, "has sparse initializers; dense ones are wanted")
      default: break
      }
    }
    (self.initializers, self.nodes) = (initializers, nodes)
  }

  private static func node(_ reader: ProtobufReader) throws -> ONNXFile.Node {
    var node = ONNXFile.Node()
    var fields = reader
    try fields.fields { number, value in
      switch number {
      case 1: node.inputs.append(try reader.string(value))
      case 2: node.outputs.append(try reader.string(value))
      case 4: node.operation = try reader.string(value)
      case 5:
        let (name, integers) = try attribute(reader.message(value))
        if !integers.isEmpty, attributes.contains(name) { node.integers[name] = integers }
      default: break
      }
    }
    return node
  }

  private static func attribute(_ reader: ProtobufReader) throws -> (String, [Int]) {
    var (name, integers): (String, [Int]) = ("", [])
    var fields = reader
    try fields.fields { number, value in
      switch number {
      case 1: name = try reader.string(value)
      case 3: integers = [try reader.integer(value)]
      case 8:
        integers += try reader.integers(value, atMost: mostDimensions + 1 - integers.count)
      default: break
      }
    }
    return (name, integers)
  }
}
