import FoundationEssentials
import Models
import Testing

private typealias Bytes = ONNXBytes

/// The tensors of a file made of messages.
func onnxTensors(_ initializers: [[UInt8]], _ nodes: [[UInt8]] = []) throws -> ONNXEncoderTensors {
  try ONNXEncoderTensors(ONNXFile(bytes: ONNXBytes.model(initializers, nodes), path: "m.onnx"))
}

@Suite("encoders in ONNX files")
struct ONNXEncoderTensorsTests {
  private let bias = Bytes.floats("bert.layer.query.bias", [2], [7, 8])

  @Test("name a matrix after its bias and turn it to [out, in]")
  func floats() throws {
    let source = try onnxTensors(
      [
        bias, Bytes.floats("onnx::MatMul_9", [3, 2], [1, 2, 3, 4, 5, 6]),
        Bytes.tensor("onnx::Slice_1", [1], type: 7, numbers: Bytes.field(9, littleEndian([5]))),
        Bytes.floats("bert.LayerNorm.weight", [2], [0.5, 2]),
      ],
      [
        Bytes.node("MatMul", ["x", "onnx::MatMul_9"], "product"),
        Bytes.node("Add", ["bert.layer.query.bias", "product"], "sum"),
        Bytes.node("LayerNormalization", ["sum", "bert.LayerNorm.weight"], "y"),
      ])
    #expect(
      source.names == ["bert.layer.query.bias", "bert.layer.query.weight", "bert.LayerNorm.weight"])
    #expect(source.otherNames == ["onnx::Slice_1"])
    #expect(source.shape(of: "bert.layer.query.weight") == [2, 3])
    #expect(try source.values(of: "bert.layer.query.weight") == [1, 3, 5, 2, 4, 6])
    #expect(try source.values(of: "bert.layer.query.bias") == [7, 8])
    let integer = "tensor onnx::Slice_1 is INT64; F32, F16, BF16 or F64 can be read as numbers"
    #expect(throws: TensorFileError("m.onnx", integer)) { try source.values(of: "onnx::Slice_1") }
    #expect(throws: TensorFileError("m.onnx", "holds no tensor named x")) {
      try source.values(of: "x")
    }
  }

  @Test("give integers with a scale and a zero point for each output")
  func channels() throws {
    let source = try onnxTensors(
      [
        bias, Bytes.floats("W_scale", [2], [0.5, 0.25]),
        Bytes.tensor("W_zero_point", [2], type: 3, numbers: Bytes.field(5, [0, 1])),
        Bytes.int8("W_quantized", [3, 2], [1, -2, 127, -128, 0, 5]),
      ],
      Bytes.quantisedLinear(
        "W_quantized", zeroPoint: "W_zero_point", scale: "W_scale", bias: "bert.layer.query.bias",
        into: "sum"))
    #expect(source.names == ["bert.layer.query.bias", "bert.layer.query.weight"])
    #expect(source.otherNames.isEmpty)
    #expect(source.shape(of: "bert.layer.query.weight") == [2, 3])
    #expect(
      try source.values(of: "bert.layer.query.weight") == [0.5, 63.5, 0, -0.75, -32.25, 1])
  }

  @Test("give integers with one scale, and names that quantising kept")
  func single() throws {
    let source = try onnxTensors(
      [
        Bytes.floats("E_scale", [], [0.5]), Bytes.uint8("E_zero_point", [], [128]),
        Bytes.uint8("word_embeddings.weight_quantized", [2, 2], [0, 128, 130, 255]),
        Bytes.floats("P_scale", [], [2]), Bytes.int8("P_zero_point", [], [-1]),
        Bytes.int8("pooler.dense.weight_quantized", [1, 2], [3, 4]),
        Bytes.floats("pooler.dense.bias", [2], [0, 0]),
      ],
      [
        Bytes.node("Gather", ["word_embeddings.weight_quantized", "ids"], "rows"),
        Bytes.node("DequantizeLinear", ["rows", "E_scale", "E_zero_point"], "x"),
      ]
        + Bytes.quantisedLinear(
          "pooler.dense.weight_quantized", zeroPoint: "P_zero_point", scale: "P_scale",
          bias: "pooler.dense.bias", into: "y"))
    #expect(
      source.names == ["word_embeddings.weight", "pooler.dense.weight", "pooler.dense.bias"])
    #expect(try source.values(of: "word_embeddings.weight") == [-64, 0, 1, 63.5])
    #expect(source.shape(of: "pooler.dense.weight") == [2, 1])
    #expect(try source.values(of: "pooler.dense.weight") == [8, 10])
  }

  /// Tries the operations that may read a matrix [[1, 2, 3], [4, 5, 6]] under its own name.
  @Test(
    "turn a matrix with a name of its own as its use demands",
    arguments: [
      ("Gemm", Bytes.attribute("transB", 1), [2, 3], [1, 2, 3, 4, 5, 6]),
      ("Gemm", [], [3, 2], [1, 4, 2, 5, 3, 6]),
      ("MatMul", [], [3, 2], [1, 4, 2, 5, 3, 6]),
    ] as [(String, [UInt8], [Int], [Float])])
  func ownNames(_ use: String, _ attributes: [UInt8], _ shape: [Int], _ values: [Float]) throws {
    let weight = Bytes.floats("classifier.weight", [2, 3], [1, 2, 3, 4, 5, 6])
    let source = try onnxTensors(
      [weight], [Bytes.node(use, ["x", "classifier.weight"], "y", attributes)])
    #expect(source.shape(of: "classifier.weight") == shape)
    #expect(try source.values(of: "classifier.weight") == values)
  }

  @Test("leave a matrix that the graph transposes or looks up as it is")
  func tied() throws {
    let source = try onnxTensors(
      [Bytes.floats("word.weight", [2, 3], [1, 2, 3, 4, 5, 6])],
      [
        Bytes.node("Gather", ["word.weight", "ids"], "rows"),
        Bytes.node("Transpose", ["word.weight"], "turned", Bytes.attribute("perm", [1, 0])),
        Bytes.node("MatMul", ["x", "turned"], "scores"),
      ])
    #expect(source.names == ["word.weight"])
    #expect(try source.values(of: "word.weight") == [1, 2, 3, 4, 5, 6])
  }

  @Test("follow DequantizeLinear, whichever dimension its scales run along", arguments: [-1, 0])
  func dequantised(_ axis: Int) throws {
    let source = try onnxTensors(
      [
        Bytes.floats("S", [2], [10, 100]),
        Bytes.int8("Q", [2, 2], [1, 2, 3, 4]),
        Bytes.tensor("B", [2], type: 6, numbers: Bytes.field(5, [6, 9])),
        Bytes.floats("T", [], [0.5]),
      ],
      [
        Bytes.node("DequantizeLinear", ["Q", "S", ""], "w", Bytes.attribute("axis", axis)),
        Bytes.node("DequantizeLinear", ["B", "T"], "dense.bias"),
        Bytes.node("MatMul", ["x", "w"], "product"),
        Bytes.node("Add", ["product", "dense.bias"], "sum"),
      ])
    #expect(source.names == ["dense.weight", "dense.bias"])
    let wanted: [Float] = axis == 0 ? [10, 300, 20, 400] : [10, 30, 200, 400]
    #expect(try source.values(of: "dense.weight") == wanted)
    #expect(try source.values(of: "dense.bias") == [3, 4.5])
  }

  @Test("scale tensors of any rank along a dimension that is there, and vectors by one scale")
  func axes() throws {
    let source = try onnxTensors(
      [
        Bytes.floats("S", [2], [10, 100]), Bytes.int8("Q", [1, 2, 2], [1, 2, 3, 4]),
        Bytes.tensor("B", [2], type: 6, numbers: Bytes.field(5, [6, 9])),
        Bytes.floats("T", [], [0.5]),
      ],
      [
        Bytes.node("DequantizeLinear", ["Q", "S"], "q.weight", Bytes.attribute("axis", -2)),
        Bytes.node("DequantizeLinear", ["B", "T"], "b.bias", Bytes.attribute("axis", Int.max)),
        Bytes.node("Add", ["q.weight", "b.bias"], "y"),
      ])
    #expect(try source.values(of: "q.weight") == [10, 20, 300, 400])
    #expect(try source.values(of: "b.bias") == [3, 4.5])
  }

  @Test("give no numbers of a tensor that has none, however large its other dimensions are")
  func empty() throws {
    let source = try onnxTensors(
      [
        Bytes.floats("a.weight", [1 << 62, 0], []), Bytes.floats("S", [], [1]),
        Bytes.int8("Q", [0, 1 << 40, 1 << 40], []),
      ],
      [
        Bytes.node("MatMul", ["x", "a.weight"], "y"),
        Bytes.node("DequantizeLinear", ["Q", "S"], "q.weight"),
        Bytes.node("Add", ["q.weight", "y"], "z"),
      ])
    #expect(source.shape(of: "a.weight") == [0, 1 << 62])
    #expect(try source.values(of: "a.weight").isEmpty)
    #expect(try source.values(of: "q.weight").isEmpty)
  }

  @Test("give copies of an initializer under their own names")
  func copies() throws {
    let source = try onnxTensors(
      [Bytes.floats("layer.0.bias", [1], [3]), Bytes.floats("W", [1, 1], [4])],
      [
        Bytes.node("Identity", ["layer.0.bias"], "layer.1.bias"),
        Bytes.node("MatMul", ["x", "W"], "a"), Bytes.node("Add", ["a", "layer.0.bias"], "b"),
        Bytes.node("MatMul", ["b", "W"], "c"), Bytes.node("Add", ["c", "layer.1.bias"], "d"),
      ])
    #expect(
      source.names.sorted() == ["layer.0.bias", "layer.0.weight", "layer.1.bias", "layer.1.weight"])
    #expect(try source.values(of: "layer.1.weight") == [4])
    #expect(try source.values(of: "layer.1.bias") == [3])
  }

  @Test(
    "read numbers that are listed rather than raw",
    arguments: [
      (1, Bytes.field(4, littleEndian([Float(1.5), -2]))),
      (1, [4 << 3 | 5, 0, 0, 0xC0, 0x3F, 4 << 3 | 5, 0, 0, 0, 0xC0]),
      (11, Bytes.field(10, littleEndian([1.5, -2]))),
      (10, Bytes.field(5, Bytes.varint(0x3E00) + Bytes.varint(0xC000))),
      (10, Bytes.field(5, 0x3E00) + Bytes.field(5, 0xC000)),
      (16, Bytes.field(9, littleEndian([UInt16(0x3FC0), 0xC000]))),
    ] as [(Int, [UInt8])])
  func listed(_ type: Int, _ numbers: [UInt8]) throws {
    let source = try onnxTensors([Bytes.tensor("b", [2], type: type, numbers: numbers)])
    #expect(try source.values(of: "b") == [1.5, -2])
  }
}
