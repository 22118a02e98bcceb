package import Tokenization

extension RawDataset {
  /// How many texts, pairs or questions of each split have lost an end to the most pieces that a
  /// sequence may have; of running text, of which nothing is cut, none.
  ///
  /// - Parameter data: What became of these examples.
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
          // Only a sequence as long as can be may have been cut, so few are counted again.
          let longest = examples.indices.filter {
            split.offsets[$0 + 1] - split.offsets[$0] == maximumLength
          }
          return (name, longest.count { examples[$0].length(by: tokenizer) > maximumLength })
        })
    }
  }
}

extension RawExample {
  /// The pieces of its sequence, were there no limit.
  fileprivate func length(by tokenizer: any Tokenizer) -> Int {
    let first = tokenizer.encode(text).count + 2
    return pair.map { first + tokenizer.encode($0).count + 1 } ?? first
  }
}
