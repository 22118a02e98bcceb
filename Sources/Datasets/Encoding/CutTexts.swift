package import Tokenization

extension RawDataset {
  /// Counts the texts, pairs or questions of each split that were cut because a sequence or a
  /// question has a limit of tokens.
  ///
  /// - Parameter data: The same examples, tokenized.
  /// - Returns: The counts by split; empty for running text, of which nothing is cut.
  package func cutTexts(
    in data: EncodedDataset, tokenizer: any Tokenizer, maximumLength: Int
  ) -> [String: Int] {
    switch content {
    case .runningText: [:]
    case .answers:
      splits.mapValues { examples in
        examples.count { tokenizer.encode($0.text).count > windows.question }
      }
    case .classes, .scores:
      Dictionary(
        uniqueKeysWithValues: data.splits.map { name, split in
          let examples = splits[name] ?? []
          // Only the longest sequences may have been cut, so few are tokenized again.
          let longest = examples.indices.filter {
            split.offsets[$0 + 1] - split.offsets[$0] == maximumLength
          }
          return (name, longest.count { examples[$0].length(by: tokenizer) > maximumLength })
        })
    }
  }
}

extension RawExample {
  /// Counts the tokens that its sequence would have without a limit.
  fileprivate func length(by tokenizer: any Tokenizer) -> Int {
    let first = tokenizer.encode(text).count + 2
    return pair.map { first + tokenizer.encode($0).count + 1 } ?? first
  }
}
