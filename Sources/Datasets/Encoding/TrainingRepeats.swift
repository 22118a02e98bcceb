extension EncodedDataset {
  /// Drops the sequences of running text from other splits that are also in `train`, since a model
  /// knows them by heart, and counts them by split.
  ///
  /// A split whose sequences are all in `train` is kept as it is: whoever scores a model on its
  /// training text means to. Two segments whose order is predicted count as the same text in either
  /// order. Data of other contents stay as they are: whoever made their splits has chosen what is
  /// in them.
  package func withoutTrainingRepeats() -> (data: EncodedDataset, repeated: [String: Int]) {
    guard content == .runningText, let train = splits["train"] else { return (self, [:]) }
    var known: Set<[Int32]> = []
    for (name, split) in splits where name != "train" {
      for index in 0..<split.count { known.insert(split.key(of: index)) }
    }
    var repeated: Set<[Int32]> = []
    for index in 0..<train.count {
      let key = train.key(of: index)
      if known.contains(key) { repeated.insert(key) }
    }
    var (kept, counts): ([String: EncodedSplit], [String: Int]) = (splits, [:])
    for (name, split) in splits where name != "train" {
      let own = (0..<split.count).filter { !repeated.contains(split.key(of: $0)) }
      counts[name] = split.count - own.count
      if !own.isEmpty && own.count < split.count { kept[name] = split.keeping(own) }
    }
    let data = EncodedDataset(
      content: content, vocabulary: vocabulary, classes: classes, splits: kept)
    return (data, counts)
  }
}

extension EncodedSplit {
  /// Returns a key that sequences of the same text share: their tokens, with the smaller of two
  /// segments first.
  fileprivate func key(of index: Int) -> [Int32] {
    let range = offsets[index]..<offsets[index + 1]
    guard let segments, let second = range.first(where: { segments[$0] == 1 }) else {
      return Array(ids[range])
    }
    // Without [CLS], both begin with their texts and end in [SEP].
    let parts = [ids[range.lowerBound + 1..<second], ids[second..<range.upperBound]]
    return parts.sorted { $0.lexicographicallyPrecedes($1) }.flatMap { $0 }
  }

  /// Returns the split with only these sequences of running text, in their order.
  fileprivate func keeping(_ indices: [Int]) -> EncodedSplit {
    var (ids, offsets): ([Int32], [Int]) = ([], [0])
    var kept: [UInt8] = []
    for index in indices {
      let range = self.offsets[index]..<self.offsets[index + 1]
      ids += self.ids[range]
      if let segments { kept += segments[range] }
      offsets.append(ids.count)
    }
    return EncodedSplit(
      ids: ids, offsets: offsets, segments: segments.map { _ in kept },
      labels: labels.map { labels in indices.map { labels[$0] } })
  }
}
