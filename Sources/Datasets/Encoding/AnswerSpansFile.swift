internal import FoundationEssentials

extension AnswerSpans {
  /// Name of the file beside `dataset.bin` that has the questions of every split by its name, as
  /// JSON with sorted keys.
  package static let fileName = "questions.json"
}

extension EncodedDataset {
  /// Encodes the file of questions; nil where nothing is asked.
  func questionFile() throws(DatasetError) -> Data? {
    guard content == .answers else { return nil }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return try encoder.encode(splits.compactMapValues(\.spans))
    } catch {
      throw DatasetError("the questions can't be written: \(error)")
    }
  }

  /// Reads the questions of every split, with their answers; nil where the data have none.
  ///
  /// - Parameters:
  ///   - files: Paths of the data set's files by their names.
  ///   - checksum: Checksum of the file of questions in the data set's header; nil where there is
  ///     no such file.
  /// - Throws: `DatasetError` where the file is missing, damaged, or of another data set.
  static func questions(
    _ files: [String: String], checksum: UInt64?
  ) throws(DatasetError) -> [String: AnswerSpans]? {
    guard let checksum else { return nil }
    guard let path = files[AnswerSpans.fileName] else {
      throw DatasetError("expected the file \(AnswerSpans.fileName)")
    }
    let bytes = try BinaryFile.read(path)
    guard bytes.checksum == checksum,
      let questions = try? JSONDecoder().decode([String: AnswerSpans].self, from: bytes)
    else {
      throw DatasetError("\(path): the file is damaged, or is not of the data set beside it")
    }
    return questions
  }
}

extension EncodedSplit {
  /// Returns the same sequences with the questions that they ask.
  ///
  /// - Throws: `DatasetError` that names `path` where the windows don't fit these sequences.
  func with(_ spans: AnswerSpans?, _ path: String?) throws(DatasetError) -> EncodedSplit {
    guard let spans else { return self }
    guard spans.windows.count == count, spans.isSound(lengths: zip(offsets, offsets.dropFirst()))
    else {
      throw DatasetError(
        "\(path ?? AnswerSpans.fileName): a window does not fit its sequence or its question")
    }
    return EncodedSplit(
      ids: ids, offsets: offsets, segments: segments, labels: labels, scores: scores,
      spans: spans)
  }
}

extension AnswerSpans {
  /// Checks that every index and position is in range.
  ///
  /// - Parameter lengths: Begin and end of each window's sequence [windows].
  fileprivate func isSound(lengths: some Sequence<(Int, Int)>) -> Bool {
    questions.allSatisfy { contexts.indices.contains($0.context) }
      && zip(windows, lengths).allSatisfy { window, range in
        let length = range.1 - range.0
        return questions.indices.contains(window.question) && window.first >= 0
          && 1 < window.head && window.head < length
          && 0 <= window.start && window.start <= window.end && Int(window.end) < length
      }
  }
}
