import Datasets
import FoundationEssentials
import Testing
import Tokenization

private let pieces = SpecialPieces.names + ["a", "b", "c", "##d"]
private let vocabulary = Vocabulary(pieces)

private func tokenizer() throws -> WordPieceTokenizer {
  try WordPieceTokenizer(vocabulary: vocabulary)
}

private func sample() throws -> EncodedDataset {
  let raw = RawDataset(
    content: .classes,
    splits: [
      "train": [RawExample("a b", pair: "c", label: 1), RawExample("ad", pair: "", label: 0)],
      "validation": [RawExample("c c", label: 1)], "test": [RawExample("b")], "none": [],
    ], classes: ["no", "yes, \"sure\""], source: "")
  return EncodedDataset(raw, tokenizer: try tokenizer(), maximumLength: 8)
}

@Suite("encoded data sets")
struct EncodedDatasetTests {
  @Test("classification keeps one sequence an example")
  func classification() throws {
    let data = try sample()
    let train = try data.split("train")
    #expect(train.ids == [2, 5, 6, 3, 7, 3, 2, 5, 8, 3, 3])
    #expect(train.segments == [0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1])
    #expect(train.offsets == [0, 6, 11] && train.labels == [1, 0])
    let validation = try data.split("validation")
    #expect(validation.segments == nil && validation.labels == [1])
    #expect(try data.split("test").labels == nil)
    #expect(
      throws: DatasetError(
        "the data have no examples in a split 'none'; there are test, train, validation")
    ) { try data.split("none") }
  }

  @Test("passages become sequences of at most the given length; empty ones vanish")
  func passages() throws {
    let raw = RawDataset(
      content: .runningText,
      splits: ["train": [RawExample("a b c a b"), RawExample(" "), RawExample("c")]],
      classes: [], source: "")
    let train = try EncodedDataset(raw, tokenizer: try tokenizer(), maximumLength: 4)
      .split("train")
    #expect(train.offsets == [0, 4, 8, 11, 14])
    #expect(train.ids == [2, 5, 6, 3, 2, 7, 5, 3, 2, 6, 3, 2, 7, 3])
    #expect(train.labels == nil && train.segments == nil)
  }

  @Test("a file gives back what was written, and equal data give equal bytes")
  func roundTrip() throws {
    let data = try sample()
    try withTemporaryFolder { folder in
      let files = try data.save(in: folder)
      #expect(files.keys.sorted() == ["dataset.bin", "vocab.txt"])
      #expect(try EncodedDataset(files: files) == data)
      let first = try files.mapValues { try Data(contentsOf: URL(filePath: $0)) }
      _ = try sample().save(in: folder)
      #expect(try files.mapValues { try Data(contentsOf: URL(filePath: $0)) } == first)
    }
  }

  @Test("a file cut anywhere or with any byte changed is refused")
  func damage() throws {
    try withTemporaryFolder { folder in
      let files = try sample().save(in: folder)
      let path = try #require(files["dataset.bin"])
      let whole = [UInt8](try Data(contentsOf: URL(filePath: path)))
      let payload = try #require(whole.lastIndex(of: UInt8(ascii: "}"))) + 1
      #expect(whole.firstIndex(of: UInt8(ascii: "{")) == 16)
      for length in 0..<whole.count {
        expectDamaged(Array(whole[..<length]), files)
      }
      expectDamaged(whole + [0], files)
      for offset in Array(0..<16) + Array(payload..<whole.count) {
        var changed = whole
        changed[offset] ^= 0x55
        expectDamaged(changed, files)
      }
    }
  }

  private func expectDamaged(_ bytes: [UInt8], _ files: [String: String]) {
    let path = files["dataset.bin", default: ""]
    let error = #expect(throws: DatasetError.self) {
      try Data(bytes).write(to: URL(filePath: path))
      _ = try EncodedDataset(files: files)
    }
    #expect(error?.description.hasPrefix("\(path): the file is damaged") == true)
  }

  @Test("sizes in the header are not believed", arguments: ["-1", "9000000000000000000", "3"])
  func hostileSizes(size: String) throws {
    try withTemporaryFolder { folder in
      let files = try sample().save(in: folder)
      let bytes = [UInt8](try Data(contentsOf: URL(filePath: files["dataset.bin", default: ""])))
      let end = try #require(bytes.lastIndex(of: UInt8(ascii: "}"))) + 1
      let header = String(decoding: bytes[16..<end], as: UTF8.self)
        .replacing("\"sequences\":2", with: "\"sequences\":\(size)")
      var length = UInt64(header.utf8.count)
      var changed = Array(bytes[..<8])
      for _ in 0..<8 {
        changed.append(UInt8(truncatingIfNeeded: length))
        length >>= 8
      }
      expectDamaged(changed + Array(header.utf8) + Array(bytes[end...]), files)
    }
  }

  @Test("another vocabulary than the data's is refused, and so is a missing file")
  func vocabularies() throws {
    try withTemporaryFolder { folder in
      let files = try sample().save(in: folder)
      try VocabularyFile.write(Vocabulary(pieces + ["e"]), into: folder)
      let error = #expect(throws: DatasetError.self) { try EncodedDataset(files: files) }
      #expect(
        error?.description.hasSuffix(
          "the data need 9 tokens, but the vocabulary beside them has 10") == true)
      #expect(throws: DatasetError.self) { try EncodedDataset(files: [:]) }
    }
  }
}
