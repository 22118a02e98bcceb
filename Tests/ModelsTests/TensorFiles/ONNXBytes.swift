import FoundationEssentials

/// Encodes the messages of onnx.proto that tests need.
enum ONNXBytes {
  static func varint(_ number: UInt64) -> [UInt8] {
    number < 0x80 ? [UInt8(number)] : [UInt8(number & 0x7F) | 0x80] + varint(number >> 7)
  }

  static func field(_ number: Int, _ value: Int) -> [UInt8] {
    varint(UInt64(number) << 3) + varint(UInt64(bitPattern: Int64(value)))
  }

  static func field(_ number: Int, _ bytes: [UInt8]) -> [UInt8] {
    varint(UInt64(number) << 3 | 2) + varint(UInt64(bytes.count)) + bytes
  }

  static func field(_ number: Int, _ text: String) -> [UInt8] { field(number, Array(text.utf8)) }

  /// A `TensorProto` whose numbers are as `numbers` has it, field and all.
  static func tensor(_ name: String, _ shape: [Int], type: Int, numbers: [UInt8]) -> [UInt8] {
    shape.flatMap { field(1, $0) } + field(2, type) + numbers + field(8, name)
  }

  static func floats(_ name: String, _ shape: [Int], _ numbers: [Float]) -> [UInt8] {
    tensor(name, shape, type: 1, numbers: field(9, littleEndian(numbers)))
  }

  static func int8(_ name: String, _ shape: [Int], _ numbers: [Int8]) -> [UInt8] {
    tensor(name, shape, type: 3, numbers: field(9, littleEndian(numbers)))
  }

  static func uint8(_ name: String, _ shape: [Int], _ numbers: [UInt8]) -> [UInt8] {
    tensor(name, shape, type: 2, numbers: field(9, numbers))
  }

  /// A `NodeProto`.
  static func node(
    _ operation: String, _ inputs: [String], _ output: String, _ attributes: [UInt8] = []
  ) -> [UInt8] {
    inputs.flatMap { field(1, $0) } + field(2, output) + field(4, operation) + attributes
  }

  /// An attribute that is a whole number, as a field of a node.
  static func attribute(_ name: String, _ value: Int) -> [UInt8] {
    field(5, field(1, name) + field(3, value) + field(20, 2))
  }

  /// An attribute that is a list of whole numbers.
  static func attribute(_ name: String, _ values: [Int]) -> [UInt8] {
    field(5, field(1, name) + values.flatMap { field(8, $0) } + field(20, 7))
  }

  /// A `ModelProto`.
  static func model(_ initializers: [[UInt8]], _ nodes: [[UInt8]] = []) -> Data {
    let graph =
      nodes.flatMap { field(1, $0) } + field(2, "graph")
      + initializers.flatMap { field(5, $0) }
    return Data(field(1, 8) + field(2, "tests") + field(7, graph) + field(8, field(2, 17)))
  }

  /// The nodes of a quantised linear layer as onnxruntime's dynamic quantisation lays them out.
  static func quantisedLinear(
    _ weight: String, zeroPoint: String, scale: String, bias: String, into output: String
  ) -> [[UInt8]] {
    [
      node("DynamicQuantizeLinear", ["x"], "xq"),
      node("Mul", ["xscale", scale], "\(output)/scales"),
      node("MatMulInteger", ["xq", weight, "xzero", zeroPoint], "\(output)/product"),
      node("Cast", ["\(output)/product"], "\(output)/cast"),
      node("Mul", ["\(output)/cast", "\(output)/scales"], "\(output)/scaled"),
      node("Add", [bias, "\(output)/scaled"], output),
    ]
  }
}
