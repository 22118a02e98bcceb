/// The type of an ONNX tensor's elements (`TensorProto.DataType` of onnx.proto).
struct ONNXElement: Equatable {
  let code: Int

  static let int8 = ONNXElement(code: 3)
  static let uint8 = ONNXElement(code: 2)
  static let int32 = ONNXElement(code: 6)

  /// The name in onnx.proto.
  var name: String {
    let names = [
      "UNDEFINED", "FLOAT", "UINT8", "INT8", "UINT16", "INT16", "INT32", "INT64", "STRING", "BOOL",
      "FLOAT16", "DOUBLE", "UINT32", "UINT64", "COMPLEX64", "COMPLEX128", "BFLOAT16",
      "FLOAT8E4M3FN", "FLOAT8E4M3FNUZ", "FLOAT8E5M2", "FLOAT8E5M2FNUZ", "UINT4", "INT4",
    ]
    return names.indices.contains(code) ? names[code] : "of type \(code)"
  }

  /// The floating-point format; nil for types that aren't read as floating-point numbers.
  var format: FloatFormat? {
    switch code {
    case 1: .float32
    case 10: .float16
    case 11: .float64
    case 16: .bfloat16
    default: nil
    }
  }

  /// Number of bytes of an element in `raw_data`; nil for types whose numbers aren't read.
  var size: Int? {
    switch code {
    case 1, 6, 12: 4
    case 2, 3, 9: 1
    case 4, 5, 10, 16: 2
    case 7, 11, 13: 8
    default: nil
    }
  }

  /// The field of `TensorProto` that lists such numbers where there is no `raw_data`; nil for types
  /// whose numbers aren't read.
  var listField: Int? {
    switch code {
    case 1: 4
    case 2, 3, 4, 5, 6, 9, 10, 16: 5
    case 7: 7
    case 11: 10
    case 12, 13: 11
    default: nil
    }
  }

  /// Whether weights are quantised to integers of the type.
  var isQuantised: Bool { [.int8, .uint8, .int32].contains(self) }

  /// Whether the type is so narrow that a matrix of it must be quantised weights.
  var isNarrow: Bool { [2, 3, 21, 22].contains(code) }
}
