import FoundationEssentials
import Models
import TestSupport
import Testing

@Suite("safetensors in shards")
struct ShardedSafetensorsTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    var writer = SafetensorsWriter()
    writer.add("a", shape: [2], values: [1, 2])
    writer.add("unlisted", shape: [1], values: [7])
    try writer.write(to: folder.file("one.safetensors"))
    let header = #"""
      {"ids":{"dtype":"I64","shape":[1],"data_offsets":[0,8]},
       "b":{"dtype":"BF16","shape":[1],"data_offsets":[8,10]}}
      """#
    _ = try folder.write(safetensors(header, [0, 0, 0, 0, 0, 0, 0, 0, 0x80, 0x3F]), to: "two.st")
  }

  private func open(_ index: String) throws -> ShardedSafetensors {
    let path = try folder.write(Data(index.utf8), to: "model.safetensors.index.json")
    return try ShardedSafetensors(indexPath: path)
  }

  @Test("are read as one, in the order of the index")
  func read() throws {
    let source = try open(
      #"""
      {"metadata":{"total_size":18,"more":[{"deep":[null,true,-1.5e3,"}]"]}]},
       "weight_map":{"b":"two.st","ids":"two.st","a":"one.safetensors"}}
      """#)
    #expect(source.names == ["b", "a"])
    #expect(source.otherNames == ["ids"])
    #expect(source.shape(of: "a") == [2])
    #expect(source.shape(of: "ids") == [1])
    #expect(source.shape(of: "unlisted") == nil)
    #expect(try source.values(of: "a") == [1, 2])
    #expect(try source.values(of: "b") == [1])
    #expect(throws: TensorFileError(source.path, "holds no tensor named unlisted")) {
      try source.values(of: "unlisted")
    }
    #expect(throws: TensorFileError.self) { try source.values(of: "ids") }
  }

  @Test(
    "are refused where the index doesn't fit",
    arguments: [
      (
        #"{"weight_map":{"c":"one.safetensors"}}"#,
        "has tensor c in one.safetensors, which doesn't hold it"
      ),
      (
        #"{"weight_map":{"a":"gone.safetensors"}}"#,
        "names the file gone.safetensors, which is missing beside it"
      ),
      (
        #"{"weight_map":{"a":"../one.safetensors"}}"#,
        "has tensor a in '../one.safetensors'; a file beside the index is wanted"
      ),
      (
        #"{"weight_map":{"a":"sub/one.safetensors"}}"#,
        "has tensor a in 'sub/one.safetensors'; a file beside the index is wanted"
      ),
      (#"{"weight_map":{"a":".."}}"#, "has tensor a in '..'; a file beside the index is wanted"),
      (#"{"weight_map":{"a":""}}"#, "has tensor a in ''; a file beside the index is wanted"),
      (
        #"{"weight_map":{"a":"x\u0000"}}"#,
        "has tensor a in 'x\0'; a file beside the index is wanted"
      ),
      (#"{"metadata":{}}"#, "lacks a weight_map from tensors to files"),
      (
        #"{"weight_map":{"a":"one.safetensors","a":"two.st"}}"#,
        "names 'a' twice at byte 40 of its JSON"
      ),
      (#"{"weight_map":{"a":1}}"#, "lacks '\"' at byte 19 of its JSON"),
      (#"{"other":[}"#, "lacks a value at byte 10 of its JSON"),
      (#"{"other":"#, "ends within a value at byte 9 of its JSON"),
      ("[]", "lacks '{' at byte 0 of its JSON"),
    ])
  func refusals(_ index: String, _ problem: String) {
    let path = folder.file("model.safetensors.index.json")
    #expect(throws: TensorFileError(path, problem)) { try open(index) }
  }
}
