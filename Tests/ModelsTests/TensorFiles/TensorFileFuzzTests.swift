import FoundationEssentials
import Models
import TestSupport
import Testing

/// Damages a file in one of many ways.
private struct Damage {
  private var numbers: SeededNumbers
  /// Files to splice from.
  private let others: [[UInt8]]

  init(seed: UInt64, others: [[UInt8]]) {
    (numbers, self.others) = (SeededNumbers(seed: seed), others)
  }

  mutating func damaged(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...3, using: &numbers) { damage(&bytes) }
    return bytes
  }

  private mutating func damage(_ bytes: inout [UInt8]) {
    let range = randomRange(bytes.count)
    switch Int.random(in: 0..<8, using: &numbers) {
    case 0:
      for _ in 0..<4 where !bytes.isEmpty {
        bytes[Int.random(in: bytes.indices, using: &numbers)] ^=
          1 << UInt8.random(in: 0..<8, using: &numbers)
      }
    case 1: bytes.removeLast(bytes.count - range.lowerBound)
    case 2: bytes.removeSubrange(range)
    case 3: bytes.insert(contentsOf: bytes[range], at: range.upperBound)
    case 4:
      let other = others.randomElement(using: &numbers) ?? []
      bytes.replaceSubrange(range, with: other[randomRange(other.count)])
    case 5:
      let count = min(bytes.count - range.lowerBound, Int.random(in: 1...10, using: &numbers))
      let filler: UInt8 = Bool.random(using: &numbers) ? 0xFF : 0
      bytes.replaceSubrange(
        range.lowerBound..<range.lowerBound + count, with: repeatElement(filler, count: count))
    case 6: changeNumber(&bytes)
    default:
      let fragments = ["[[[[[[[[", "{\"a\":{\"a\":", "\"\\ud83d", "\u{0}", "é", "}", ","]
      bytes.insert(
        contentsOf: Array((fragments.randomElement(using: &numbers) ?? "").utf8),
        at: range.lowerBound)
    }
  }

  private mutating func randomRange(_ count: Int) -> Range<Int> {
    let start = Int.random(in: 0...count, using: &numbers)
    let length = Int.random(in: 0...min(count - start, 24), using: &numbers)
    return start..<start + length
  }

  /// Replaces a number that is written in digits by another one.
  private mutating func changeNumber(_ bytes: inout [UInt8]) {
    let isDigit = { (byte: UInt8) in (0x30...0x39).contains(byte) }
    let digits = bytes.indices.filter { isDigit(bytes[$0]) }
    guard let start = digits.randomElement(using: &numbers) else { return }
    let end = bytes[start...].firstIndex { !isDigit($0) } ?? bytes.endIndex
    let others = [
      "0", "1", "-1", "3", "4", "1e9", "1.0", "4294967296", "9223372036854775807",
      "9223372036854775808", "18446744073709551615", "00000000000000000000000000004",
    ]
    let other = others.randomElement(using: &numbers) ?? ""
    bytes.replaceSubrange(start..<end, with: Array(other.utf8))
  }
}

/// The counts of damaged files that were read and refused.
private struct Outcome {
  var read = 0
  var refused = 0

  /// Opens a file and reads all that it says it has; anything but an error of ours is a failure,
  /// and so is a tensor of more than 64 dimensions, or one whose numbers take more than `growth`
  /// times the bytes of the file.
  mutating func tally(
    _ size: Int, growth: Int, _ open: () throws -> any TensorSource
  ) throws {
    do {
      let source = try open()
      for name in source.names {
        let values = try source.values(of: name)
        #expect(source.shape(of: name)?.reduce(1, *) == values.count)
        #expect(values.count * MemoryLayout<Float>.size <= growth * size)
        #expect((source.shape(of: name)?.count ?? 0) <= 64)
      }
      for name in source.otherNames { #expect(source.shape(of: name) != nil) }
      read += 1
    } catch let error as TensorFileError {
      #expect(!error.problem.isEmpty)
      refused += 1
    }
  }
}

@Suite("damaged files of tensors")
struct TensorFileFuzzTests {
  private static let halves = [UInt8](
    safetensors(
      #"""
      {"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},
      "b":{"dtype":"I64","shape":[1],"data_offsets":[8,16]},"c":{"dtype":"F64","shape":[],
      "data_offsets":[16,24]},"d":{"dtype":"BF16","shape":[1,3],"data_offsets":[24,30]}}
      """#, (0..<30).map { $0 }))
  private static let single = [UInt8](
    safetensors(#"{"a":{"dtype":"F16","shape":[4],"data_offsets":[0,8]}}"#, (0..<8).map { $0 }))
  private static let index = Array(
    #"{"metadata":{"total_size":24},"weight_map":{"a":"1.st","b":"1.st","c":"2.st"}}"#.utf8)
  private static let quantised = [UInt8](
    ONNXBytes.model(
      [
        ONNXBytes.floats("q.bias", [2], [7, 8]), ONNXBytes.floats("s", [2], [0.5, 0.25]),
        ONNXBytes.tensor("z", [2], type: 3, numbers: ONNXBytes.field(5, [0, 1])),
        ONNXBytes.int8("W_quantized", [3, 2], [1, -2, 127, -128, 0, 5]),
      ],
      ONNXBytes.quantisedLinear(
        "W_quantized", zeroPoint: "z", scale: "s", bias: "q.bias", into: "y")))
  private static let floats = [UInt8](
    ONNXBytes.model(
      [
        ONNXBytes.floats("e.weight", [2, 2], [1, 2, 3, 4]), ONNXBytes.floats("b.bias", [1], [1]),
        ONNXBytes.tensor("W", [1, 1], type: 10, numbers: ONNXBytes.field(5, 0x3C00)),
      ],
      [
        ONNXBytes.node("Gather", ["e.weight", "ids"], "x"),
        ONNXBytes.node("Identity", ["b.bias"], "c.bias"),
        ONNXBytes.node("MatMul", ["x", "W"], "p"), ONNXBytes.node("Add", ["p", "c.bias"], "q"),
        ONNXBytes.node("Transpose", ["e.weight"], "t", ONNXBytes.attribute("perm", [1, 0])),
        ONNXBytes.node("Gemm", ["q", "t"], "r", ONNXBytes.attribute("transB", 0)),
      ]))

  private static let all = [halves, single, index, quantised, floats]

  /// Reads files whole and damaged.
  ///
  /// - Parameter growth: What a float32 takes for each byte of the narrowest type: 2 for the halves
  ///   of safetensors, 4 where ONNX has integers of a byte.
  private func tally(
    _ files: [[UInt8]], count: Int, seed: UInt64, growth: Int,
    _ open: (Data) throws -> any TensorSource
  ) throws {
    var (damage, outcome) = (Damage(seed: seed, others: Self.all), Outcome())
    for file in files {
      try outcome.tally(file.count, growth: growth) { try open(Data(file)) }
    }
    #expect(outcome.refused == 0, "the files are whole to begin with")
    for number in 0..<count {
      let bytes = damage.damaged(files[number % files.count])
      try outcome.tally(bytes.count, growth: growth) { try open(Data(bytes)) }
    }
    #expect(outcome.read > 0)
    #expect(outcome.refused > count / 2)
  }

  @Test("of safetensors are read or refused", arguments: 1...4)
  func safetensorsFiles(_ seed: UInt64) throws {
    try tally([Self.halves, Self.single], count: 1000, seed: seed, growth: 2) {
      try SafetensorsFile(bytes: $0, path: "m")
    }
  }

  @Test("that list shards are read or refused", arguments: 1...2)
  func indices(_ seed: UInt64) throws {
    let shard = try SafetensorsFile(bytes: Data(Self.halves), path: "1.st")
    try tally([Self.index], count: 1000, seed: seed, growth: 2) {
      try ShardedSafetensors(index: $0, path: "m") { _ in shard }
    }
  }

  @Test("of ONNX are read or refused", arguments: 1...4)
  func onnxFiles(_ seed: UInt64) throws {
    try tally([Self.quantised, Self.floats], count: 1000, seed: seed, growth: 4) {
      try ONNXEncoderTensors(ONNXFile(bytes: $0, path: "m"))
    }
  }
}
