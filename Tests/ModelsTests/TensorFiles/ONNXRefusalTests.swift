import FoundationEssentials
import Models
import Testing

private typealias Bytes = ONNXBytes

/// An ONNX file and why it is refused.
private struct Refusal: Sendable, CustomTestStringConvertible {
  var initializers: [[UInt8]] = []
  var nodes: [[UInt8]] = []
  let problem: String

  var testDescription: String { problem }
}

private let matrix = Bytes.floats("W", [1, 2], [1, 2])
private let integers = Bytes.int8("Q", [1, 2], [1, 2])

private let refusals = [
  Refusal(
    initializers: [
      Bytes.tensor(
        "W", [1], type: 1,
        numbers: Bytes.field(13, Bytes.field(1, "location") + Bytes.field(2, "weights.bin"))
          + Bytes.field(14, 1))
    ],
    problem: "initializer W has its numbers in another file; a model in one file is wanted"),
  Refusal(initializers: [matrix, matrix], problem: "initializer W is there twice"),
  Refusal(
    initializers: [Bytes.floats("W", [3], [1, 2])],
    problem: "initializer W of shape [3], FLOAT, doesn't fit the 8 bytes it holds"),
  Refusal(
    initializers: [Bytes.floats("W", [-1], [])],
    problem: "initializer W has the impossible shape [-1]"),
  Refusal(
    initializers: [Bytes.floats("W", [1 << 62, 4], [])],
    problem: "initializer W has the impossible shape [4611686018427387904, 4]"),
  Refusal(
    initializers: [
      Bytes.tensor("W", [3], type: 1, numbers: Bytes.field(4, littleEndian([Float(1)])))
    ],
    problem: "initializer W of shape [3] lists 1 numbers"),
  Refusal(
    initializers: [Bytes.tensor("W", [1], type: 1, numbers: Bytes.field(5, [1]))],
    problem: "initializer W lists numbers that aren't FLOAT"),
  Refusal(
    initializers: [Bytes.tensor("W", [1], type: 1, numbers: Bytes.field(4, [1, 2, 3]))],
    problem: "initializer W lists numbers that aren't FLOAT"),
  Refusal(
    initializers: [
      Bytes.tensor(
        "W", [1], type: 3, numbers: Bytes.field(9, [1]) + Bytes.field(5, [1]))
    ],
    problem: "initializer W has its numbers twice"),
  Refusal(
    initializers: [matrix], nodes: [Bytes.node("MatMul", ["x", "W"], "y")],
    problem: "initializer W is a matrix without a name of its own, and no bias with a name is "
      + "added to its product"),
  Refusal(
    initializers: [integers], nodes: [Bytes.node("MatMulInteger", ["x", "Q"], "y")],
    problem: "initializer Q is INT8 without a scale that could be found"),
  Refusal(
    initializers: [integers],
    problem: "initializer Q is INT8 without a scale that could be "
      + "found"),
  Refusal(
    initializers: [matrix], nodes: [Bytes.node("Attention", ["x", "W"], "y")],
    problem: "initializer W is read by Attention, whose weights aren't understood"),
  Refusal(
    initializers: [Bytes.floats("W", [Int](repeating: 1, count: 65), [1])],
    problem: "initializer W has more than 64 dimensions"),
  Refusal(
    initializers: [
      Bytes.field(1, [UInt8](repeating: 1, count: 9999)) + Bytes.floats("packed", [], [1])
    ],
    problem: "initializer packed has more than 64 dimensions"),
  Refusal(
    initializers: [Bytes.int8("Q", [1, 1, 2], [1, 2]), Bytes.floats("S", [2], [1, 2])],
    nodes: [Bytes.node("DequantizeLinear", ["Q", "S"], "w", Bytes.attribute("axis", 3))],
    problem: "initializer Q is read by DequantizeLinear, whose weights aren't understood"),
  Refusal(
    initializers: [
      Bytes.tensor("B", [2], type: 6, numbers: Bytes.field(5, [6, 9])),
      Bytes.floats("S", [2], [1, 2]),
    ],
    nodes: [
      Bytes.node("DequantizeLinear", ["B", "S"], "b.bias", Bytes.attribute("axis", -2)),
      Bytes.node("Add", ["x", "b.bias"], "y"),
    ],
    problem: "initializer B of shape [2] can't be scaled by [2]"),
  Refusal(
    initializers: [integers, Bytes.floats("S", [3], [1, 2, 3])],
    nodes: [Bytes.node("DequantizeLinear", ["Q", "S"], "w"), Bytes.node("Add", ["w", "x"], "y")],
    problem: "initializer Q of shape [1, 2] can't be scaled by [3]"),
  Refusal(
    initializers: [integers],
    nodes: [Bytes.node("DequantizeLinear", ["Q", "S"], "w"), Bytes.node("Add", ["w", "x"], "y")],
    problem: "initializer Q has the scale S, which is no constant number"),
  Refusal(
    initializers: [integers, Bytes.floats("S", [], [1])],
    nodes: [
      Bytes.node("DequantizeLinear", ["Q", "S", "Z"], "w"), Bytes.node("Add", ["w", "x"], "y"),
    ],
    problem: "initializer Q has the zero point Z, which is no constant integer"),
  Refusal(
    initializers: [Bytes.floats("a.weight", [1, 2], [1, 2])],
    nodes: [
      Bytes.node("Gather", ["a.weight", "ids"], "y"), Bytes.node("MatMul", ["y", "a.weight"], "z"),
    ],
    problem: "initializer a.weight is used in two ways, which can't both be a.weight"),
  Refusal(
    initializers: [
      Bytes.floats("a.bias", [2], [1, 2]), Bytes.floats("a.weight", [1, 2], [1, 2]), matrix,
    ],
    nodes: [Bytes.node("MatMul", ["x", "W"], "y"), Bytes.node("Add", ["y", "a.bias"], "z")],
    problem: "initializer W would be a.weight, as a.weight is already"),
]

@Suite("ONNX files that can't be read")
struct ONNXRefusalTests {
  @Test("are refused by the name of the initializer", arguments: refusals)
  fileprivate func byName(_ refusal: Refusal) {
    #expect(throws: TensorFileError("m.onnx", refusal.problem)) {
      try onnxTensors(refusal.initializers, refusal.nodes)
    }
  }

  @Test("are refused where the numbers listed aren't of their type")
  func beyondType() throws {
    let source = try onnxTensors(
      [
        Bytes.tensor("Q.weight", [1], type: 2, numbers: Bytes.field(5, [0x80, 2])),
        Bytes.floats("S", [], [1]),
      ],
      [
        Bytes.node("DequantizeLinear", ["Q.weight", "S"], "w"), Bytes.node("Add", ["w", "x"], "y"),
      ])
    #expect(
      throws: TensorFileError("m.onnx", "initializer Q.weight lists 256, which isn't UINT8")
    ) { try source.values(of: "Q.weight") }
  }

  @Test(
    "are refused where they aren't protobuf, or no model",
    arguments: [
      ([], "there is no graph at byte 0"),
      (Bytes.field(1, 8), "there is no graph at byte 2"),
      (Bytes.field(7, "") + Bytes.field(7, ""), "there is a second graph at byte 0"),
      (Bytes.field(7, 3), "a field is of another type at byte 0"),
      ([7 << 3 | 2, 200, 1, 0], "a field claims 200 bytes of 1 at byte 3"),
      (
        [7 << 3 | 2] + [UInt8](repeating: 0xFF, count: 9) + [1],
        "a field claims 18446744073709551615 bytes of 0 at byte 11"
      ),
      ([8] + [UInt8](repeating: 0xFF, count: 10), "a number is longer than 64 bits at byte 11"),
      ([8, 0x80], "a number is cut off at byte 2"),
      ([7 << 3 | 3], "there is a field of the unknown type 3 at byte 1"),
      ([2, 0], "there is no field 0 at byte 1"),
      ([7 << 3 | 1, 1, 2, 3], "a field claims 8 bytes of 3 at byte 1"),
      (Bytes.field(7, Bytes.field(1, Bytes.field(4, [0xC3]))), "a name isn't UTF-8 at byte 4"),
    ] as [([UInt8], String)])
  func malformed(_ bytes: [UInt8], _ problem: String) {
    #expect(throws: TensorFileError("m.onnx", "isn't an ONNX model: \(problem)")) {
      try ONNXFile(bytes: Data(bytes), path: "m.onnx")
    }
  }

  @Test("are refused with sparse initializers, or as pickles")
  func otherKinds() {
    let sparse = Data(Bytes.field(7, Bytes.field(15, Bytes.field(1, matrix))))
    let problem = "has sparse initializers; dense ones are wanted"
    #expect(throws: TensorFileError("m.onnx", problem)) {
      try ONNXFile(bytes: sparse, path: "m.onnx")
    }
    let pickle = "is a pickle, which can run code when it is read; convert it to safetensors"
    #expect(throws: TensorFileError("m.onnx", pickle)) {
      try ONNXFile(bytes: Data([0x80, 2, 0x63]), path: "m.onnx")
    }
  }
}
