internal import FoundationEssentials
internal import Tokenization

/// Header of `dataset.bin`, as JSON with sorted keys.
///
/// The file has the eight bytes `BONDDATA`; the header's length as a 64-bit integer; the header;
/// then for each split, in the header's order: the sequences' lengths (Int32), the ids (Int32), the
/// segments (UInt8, if any), the labels (Int32, if any) and the scores (IEEE single precision, if
/// any). All numbers are little-endian. The header's checksum is FNV-1a over everything after it.
private struct DatasetHeader: Codable {
  struct Split: Codable {
    var name: String
    var sequences: Int
    var pieces: Int
    var hasSegments: Bool
    var hasLabels: Bool
    var hasScores: Bool

    /// Bytes of the split's arrays; nil where the counts are absurd.
    var byteCount: Int? {
      let most = 1 << 40
      guard (0...most).contains(sequences), (0...most).contains(pieces) else { return nil }
      let perSequence = 1 + (hasLabels ? 1 : 0) + (hasScores ? 1 : 0)
      return 4 * sequences * perSequence + pieces * (hasSegments ? 5 : 4)
    }
  }

  static let magic = Data("BONDDATA".utf8)

  static let currentVersion = 2

  var version = currentVersion
  var objective: DatasetContent
  var classes: [String]
  var vocabularySize: Int
  var checksum: UInt64
  /// Checksum of the file of questions, where there is one.
  var questions: UInt64?
  var splits: [Split]
}

extension EncodedDataset {
  package static let fileName = "dataset.bin"

  /// Writes `dataset.bin`, the vocabulary's files, and the questions' where there are some, into an
  /// existing folder; equal data give equal bytes.
  ///
  /// - Returns: The files' paths by their names.
  package func save(in folder: String) throws -> [String: String] {
    let path = "\(folder)/\(Self.fileName)"
    let questions = try questionFile()
    try write(to: path, questions: questions)
    var files = try VocabularyFile.write(vocabulary, into: folder)
    files[Self.fileName] = path
    if let questions {
      let path = "\(folder)/\(AnswerSpans.fileName)"
      try BinaryFile.write(questions, to: path)
      files[AnswerSpans.fileName] = path
    }
    return files
  }

  /// Writes the data without their vocabulary's files.
  ///
  /// - Parameter questions: The bytes of the file of questions that will stand beside it.
  func write(to path: String, questions: Data? = nil) throws {
    var payload = Data()
    var splits: [DatasetHeader.Split] = []
    for (name, split) in self.splits.sorted(by: { $0.key < $1.key }) {
      splits.append(
        DatasetHeader.Split(
          name: name, sequences: split.count, pieces: split.ids.count,
          hasSegments: split.segments != nil, hasLabels: split.labels != nil,
          hasScores: split.scores != nil))
      payload.append(
        littleEndian: zip(split.offsets, split.offsets.dropFirst()).map {
          Int32($1 - $0)
        })
      payload.append(littleEndian: split.ids)
      payload.append(contentsOf: split.segments ?? [])
      payload.append(littleEndian: split.labels ?? [])
      payload.append(littleEndian: split.scores?.map(\.bitPattern) ?? [])
    }
    let header = DatasetHeader(
      objective: content, classes: classes, vocabularySize: vocabulary.count,
      checksum: payload.checksum, questions: questions?.checksum, splits: splits)
    try BinaryFile.write(try Self.preamble(header) + payload, to: path)
  }

  private static func preamble(_ header: DatasetHeader) throws(DatasetError) -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let json: Data
    do {
      json = try encoder.encode(header)
    } catch {
      throw DatasetError("the data set's header can't be written: \(error)")
    }
    var preamble = DatasetHeader.magic
    preamble.append(littleEndian: [Int64(json.count)])
    return preamble + json
  }

  /// Reads what `save` wrote and checks every size and range.
  ///
  /// - Parameter files: Paths of `dataset.bin`, the vocabulary's files and the questions' by
  ///   their names.
  /// - Throws: `DatasetError` that names the damaged file.
  package init(files: [String: String]) throws {
    guard let path = files[Self.fileName] else {
      throw DatasetError("expected the file \(Self.fileName)")
    }
    let vocabulary = try VocabularyFile.read(files: files)
    var reader = ByteReader(path: path, bytes: try BinaryFile.read(path))
    let header = try Self.header(&reader)
    guard header.vocabularySize == vocabulary.count else {
      throw DatasetError(
        "\(path): the data need \(header.vocabularySize) tokens, but the vocabulary beside them "
          + "has \(vocabulary.count)")
    }
    let questions = try Self.questions(files, checksum: header.questions)
    var splits: [String: EncodedSplit] = [:]
    for split in header.splits {
      splits[split.name] = try EncodedSplit(split, header: header, from: &reader)
        .with(questions?[split.name], files[AnswerSpans.fileName])
    }
    self.init(
      content: header.objective, vocabulary: vocabulary, classes: header.classes,
      splits: splits)
  }

  private static func header(_ reader: inout ByteReader) throws(DatasetError) -> DatasetHeader {
    guard try reader.bytes(DatasetHeader.magic.count) == DatasetHeader.magic else {
      throw reader.damaged("it does not begin as a data set does")
    }
    let length = try reader.integers(1, of: Int64.self)[0]
    let json = try reader.bytes(Int(clamping: length))
    guard let header = try? JSONDecoder().decode(DatasetHeader.self, from: json) else {
      throw reader.damaged("its header can't be read")
    }
    guard header.version == DatasetHeader.currentVersion else {
      throw reader.damaged(
        "it has version \(header.version) of the format, expected "
          + "\(DatasetHeader.currentVersion)")
    }
    var size = 0
    for split in header.splits {
      guard let bytes = split.byteCount else { throw reader.damaged("its sizes are absurd") }
      size += bytes
    }
    guard reader.rest.count == size else {
      throw reader.damaged("\(size) bytes of data expected, \(reader.rest.count) found")
    }
    guard reader.rest.checksum == header.checksum else {
      throw reader.damaged("its checksum is wrong")
    }
    return header
  }
}

extension EncodedSplit {
  fileprivate init(
    _ split: DatasetHeader.Split, header: DatasetHeader, from reader: inout ByteReader
  ) throws(DatasetError) {
    let lengths = try reader.integers(split.sequences, of: Int32.self)
    let ids = try reader.integers(split.pieces, of: Int32.self)
    let segments = split.hasSegments ? [UInt8](try reader.bytes(split.pieces)) : nil
    let labels = split.hasLabels ? try reader.integers(split.sequences, of: Int32.self) : nil
    let scores =
      split.hasScores
      ? try reader.integers(split.sequences, of: UInt32.self).map { Float(bitPattern: $0) } : nil
    var offsets = [0]
    for length in lengths {
      guard length > 0 else { throw reader.damaged("a sequence is empty") }
      offsets.append((offsets.last ?? 0) + Int(length))
    }
    guard offsets.last == ids.count else {
      throw reader.damaged("its sequences' lengths don't add up")
    }
    guard ids.allSatisfy({ 0 <= $0 && Int($0) < header.vocabularySize }) else {
      throw reader.damaged("an id is outside the vocabulary")
    }
    guard segments?.allSatisfy({ $0 <= 1 }) ?? true else {
      throw reader.damaged("a segment is neither 0 nor 1")
    }
    // Without classes, labels are the order of two segments.
    let known = header.objective == .runningText ? 0..<2 : header.classes.indices
    guard labels?.allSatisfy({ known.contains(Int($0)) }) ?? true else {
      throw reader.damaged("a label is outside the classes")
    }
    guard scores?.allSatisfy(\.isFinite) ?? true else {
      throw reader.damaged("a score is not finite")
    }
    self.init(ids: ids, offsets: offsets, segments: segments, labels: labels, scores: scores)
  }
}
