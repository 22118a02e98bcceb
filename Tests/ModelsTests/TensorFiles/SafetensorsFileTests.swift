import FoundationEssentials
import Models
import TestSupport
import Testing

/// A header for one tensor `x`, of 4 bytes of numbers unless said otherwise, and its refusal.
private struct Refusal: Sendable, CustomTestStringConvertible {
  let header: String
  var size = 4
  let problem: String

  var testDescription: String { problem }
}

private func tensor(
  _ dtype: String = "F32", _ shape: String = "[1]", _ offsets: String = "[0,4]"
) -> String {
  #"{"dtype":"\#(dtype)","shape":\#(shape),"data_offsets":\#(offsets)}"#
}

private let refusals = [
  Refusal(
    header: #"{"x":\#(tensor("F32", "[2]", "[0,8]"))}"#,
    problem: "tensor x claims bytes [0, 8] of 4"),
  Refusal(
    header: #"{"x":\#(tensor("F32", "[1]", "[4,0]"))}"#,
    problem: "tensor x claims bytes [4, 0] of 4"),
  Refusal(
    header: #"{"x":\#(tensor("F32", "[1]", "[0]"))}"#, problem: "tensor x claims bytes [0] of 4"),
  Refusal(
    header: #"{"x":\#(tensor("F32", "[2]"))}"#,
    problem: "tensor x of shape [2] needs 8 bytes, not 4"),
  Refusal(
    header: #"{"x":\#(tensor("F32", "[4611686018427387904,4]"))}"#,
    problem: "tensor x has the impossible shape [4611686018427387904, 4]"),
  Refusal(
    header: #"{"x":\#(tensor("F32", "[1]", "[2,6]")),"y":\#(tensor("F16", "[1]", "[0,2]"))}"#,
    size: 6, problem: "tensor x is F32 and begins at byte 2, no multiple of 4"),
  Refusal(
    header: #"{"x":\#(tensor()),"y":\#(tensor())}"#, problem: "tensors x and y overlap"),
  Refusal(
    header: #"{"x":\#(tensor("F32", "[1]", "[4,8]"))}"#, size: 8,
    problem: "has 4 bytes of no tensor before x"),
  Refusal(
    header: #"{"x":\#(tensor())}"#, size: 7, problem: "has 3 bytes of no tensor after x"),
  Refusal(header: "{}", problem: "has 4 bytes of no tensor after the header"),
  Refusal(
    header: #"{"x":\#(tensor("Q4"))}"#,
    problem: "tensor x is Q4, which safetensors doesn't define"),
  Refusal(
    header: #"{"x":{"dtype":"F32","shape":[1]}}"#,
    problem: "tensor x lacks one of dtype, shape and data_offsets"),
  Refusal(
    header: #"{"x":{"dtype":"F32","strides":[1]}}"#,
    problem: "tensor x has a member 'strides', which safetensors doesn't define"),
  Refusal(
    header: #"{"x":\#(tensor()),"x":\#(tensor())}"#,
    problem: "names 'x' twice at byte 57 of its JSON"),
  Refusal(
    header: #"{"x":\#(tensor("F32", "[-1]"))}"#,
    problem: "lacks a whole number from 0 on at byte 29 of its JSON"),
  Refusal(
    header: #"{"x":\#(tensor("F32", "[99999999999999999999]"))}"#,
    problem: "has a number beyond 64 bits at byte 47 of its JSON"),
  Refusal(
    header: #"{"x":\#(tensor("F32", "[1.5]"))}"#, problem: "lacks ',' at byte 30 of its JSON"),
  Refusal(
    header: #"{"x":\#(tensor())}}"#,
    problem: "goes on after its last brace at byte 54 of its JSON"),
  Refusal(
    header: " {}", problem: "has a header that doesn't begin with '{' at byte 0 of its JSON"),
  Refusal(
    header: #"{"x":\#(tensor("F32", "[1\(String(repeating: ",1", count: 64))]"))}"#,
    problem: "tensor x has a list of more than 64 numbers at byte 157 of its JSON"),
  Refusal(header: #"{"x"#, problem: "has a string without an end at byte 3 of its JSON"),
  Refusal(header: #"{"\ud800":1}"#, problem: "has half a surrogate pair at byte 8 of its JSON"),
  Refusal(header: #"{"\q":1}"#, problem: "has an unknown escape at byte 4 of its JSON"),
  Refusal(
    header: String(repeating: #"{"x":"#, count: 10_000),
    problem: "tensor x has a member 'x', which safetensors doesn't define"),
]

@Suite("safetensors files")
struct SafetensorsFileTests {
  @Test("metadata may be null, as in the format's own library")
  func noMetadata() throws {
    let folder = try TemporaryFolder()
    let header = #"{"__metadata__": null,"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#
    let bytes = safetensors(header, littleEndian([Float(1.5)]))
    let file = try SafetensorsFile(path: folder.write(bytes, to: "model.safetensors"))
    #expect(file.metadata.isEmpty)
    #expect(try file.values(of: "a") == [1.5])
  }

  @Test("that the writer made are read as they were")
  func written() throws {
    let folder = try TemporaryFolder()
    var writer = SafetensorsWriter()
    writer.add("b", shape: [2, 3], values: [1, 2, 3, 4, 5, 6])
    writer.add("a", shape: [1], values: [-0.5])
    writer.add("none", shape: [0, 7], values: [])
    try writer.write(to: folder.file("model.safetensors"), metadata: [("step", "9")])
    let file = try SafetensorsFile(path: folder.file("model.safetensors"))
    #expect(file.names == ["b", "a", "none"])
    #expect(file.otherNames.isEmpty)
    #expect(file.metadata == ["format": "pt", "step": "9"])
    #expect(file.shape(of: "b") == [2, 3])
    #expect(try file.values(of: "b") == [1, 2, 3, 4, 5, 6])
    #expect(try file.values(of: "a") == [-0.5])
    #expect(try file.values(of: "none").isEmpty)
    #expect(file.shape(of: "c") == nil)
    #expect(throws: TensorFileError(file.path, "holds no tensor named c")) {
      try file.values(of: "c")
    }
  }

  @Test("that can't replace what is there leave nothing behind")
  func blockedTarget() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: folder.file("taken"), withIntermediateDirectories: false)
    let error = #expect(throws: TensorFileError.self) {
      try SafetensorsWriter().write(to: folder.file("taken"))
    }
    #expect(error?.problem.hasPrefix("can't be replaced") == true)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["taken"])
  }

  @Test("hold integers, which are listed but not read")
  func integers() throws {
    let header = #"""
      { "position_ids" : {"dtype":"I64","shape":[1,2],"data_offsets":[0,16]},
        "weight\u0031\ud83d\ude00":{"shape":[],"data_offsets":[16,20],"dtype":"F32"} }
      """#
    let file = try SafetensorsFile(
      bytes: safetensors(header, littleEndian([0, 1]) + littleEndian([Float(2.5)])), path: "m")
    #expect(file.names == ["weight1😀"])
    #expect(file.otherNames == ["position_ids"])
    #expect(file.shape(of: "position_ids") == [1, 2])
    #expect(try file.values(of: "weight1😀") == [2.5])
    let message = "tensor position_ids is I64; F32, F16, BF16 or F64 can be read as numbers"
    #expect(throws: TensorFileError("m", message)) { try file.values(of: "position_ids") }
  }

  private func values(_ type: String, _ numbers: [UInt8], count: Int) throws -> [Float] {
    let header =
      #"{"x":{"dtype":"\#(type)","shape":[\#(count)],"data_offsets":[0,\#(numbers.count)]}}"#
    return try SafetensorsFile(bytes: safetensors(header, numbers), path: "m").values(of: "x")
  }

  @Test("give every number of half precision exactly")
  func half() throws {
    let found = try values("F16", littleEndian((0...UInt16.max).map(\.self)), count: 65536)
    for (bits, number) in found.enumerated() {
      let (exponent, fraction) = (bits >> 10 & 31, Float(bits & 1023))
      guard exponent < 31 else {
        #expect(fraction == 0 ? abs(number) == .infinity : number.isNaN)
        continue
      }
      let size =
        exponent == 0 ? fraction * 0x1p-24 : (1024 + fraction) * 0x1p-25 * Float(1 << exponent)
      guard abs(number) == size, (number.sign == .minus) == (bits >= 1 << 15) else {
        Issue.record("\(bits) is \(number), not ±\(size)")
        return
      }
    }
  }

  @Test("give every number of bfloat16 exactly")
  func brain() throws {
    let bits: [UInt16] = [0x3F80, 0xC0A0, 0x0001, 0x8000, 0x7F80, 0xFF80, 0x7F7F]
    let found = try values("BF16", littleEndian(bits), count: bits.count)
    #expect(found == [1, -5, 0x1p-133, 0, .infinity, -.infinity, 0x1.FEp127])
    #expect(found[3].sign == .minus)
    #expect(try values("BF16", littleEndian([UInt16(0x7FC0)]), count: 1)[0].isNaN)
  }

  @Test("round double precision to the nearest float, ties to even")
  func double() throws {
    let numbers: [Double] = [
      1 + 0x1p-24, 1 + 0x1.8p-23, -0.1, 1e300, -.infinity, 0x1p-149, 0x1p-150, 0x1.8p-149,
    ]
    let found = try values("F64", littleEndian(numbers), count: numbers.count)
    #expect(
      found == [1, 1 + 0x1p-22, -0.1, .infinity, -.infinity, 0x1p-149, 0, 0x1p-148])
  }

  @Test("that aren't as the format defines them are refused", arguments: refusals)
  fileprivate func undefined(_ refusal: Refusal) {
    let bytes = safetensors(refusal.header, [UInt8](repeating: 0, count: refusal.size))
    #expect(throws: TensorFileError("m", refusal.problem)) {
      try SafetensorsFile(bytes: bytes, path: "m")
    }
  }

  @Test("whose header can't be there are refused")
  func headerLength() {
    #expect(throws: TensorFileError("m", "is too short to hold a header")) {
      try SafetensorsFile(bytes: Data([1, 2, 3]), path: "m")
    }
    let claim = Data(littleEndian([UInt64.max]) + [0])
    let message = "claims a header of 18446744073709551615 bytes, but holds 9 bytes in all"
    #expect(throws: TensorFileError("m", message)) {
      try SafetensorsFile(bytes: claim, path: "m")
    }
    let long = Data(littleEndian([UInt64(100_000_001)])) + Data(count: 100_000_001)
    let limit = "has a header of 100000001 bytes; at most 100000000 are read"
    #expect(throws: TensorFileError("m", limit)) {
      try SafetensorsFile(bytes: long, path: "m")
    }
  }

  @Test("that are missing, or are folders, are refused")
  func unreadable() throws {
    let folder = try TemporaryFolder()
    let missing = folder.file("none.safetensors")
    #expect(throws: TensorFileError(missing, "can't be read: No such file or directory")) {
      try SafetensorsFile(path: missing)
    }
    #expect(throws: TensorFileError(folder.path, "is no file")) {
      try SafetensorsFile(path: folder.path)
    }
    let empty = try folder.write([UInt8](), to: "empty.safetensors")
    #expect(throws: TensorFileError(empty, "is too short to hold a header")) {
      try SafetensorsFile(path: empty)
    }
  }

  @Test("that are pickles are refused, a length that looks like one being none")
  func pickles() throws {
    let alone = "is a pickle, which can run code when it is read; convert it to safetensors"
    #expect(throws: TensorFileError("m", alone)) {
      try SafetensorsFile(
        bytes: Data([0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9]), path: "m")
    }
    let zipped =
      "is a pickle in a zip archive, which can run code when it is read; convert it to safetensors"
    #expect(throws: TensorFileError("m", zipped)) {
      try SafetensorsFile(bytes: Data(Array("PK".utf8) + [3, 4, 0, 0, 8, 8, 0, 0]), path: "m")
    }
    let padded = "{}" + String(repeating: " ", count: 0x0280 - 2)
    #expect(try SafetensorsFile(bytes: safetensors(padded), path: "m").names.isEmpty)
  }
}
