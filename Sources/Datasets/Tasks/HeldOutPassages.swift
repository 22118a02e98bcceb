internal import Statistics

extension RawDataset {
  /// Running text of the user's own, of which a part is held out.
  ///
  /// Equal passages get equal draws, so none is in both splits.
  ///
  /// - Parameters:
  ///   - validation: Passages to validate on; nil where they are drawn from the others.
  ///   - share: How much is drawn, where it is.
  init(
    passages: [RawExample], validation: [RawExample]?, share: Double, broken: BrokenRows? = nil
  ) {
    func draw(_ passage: RawExample) -> Double { StableHash.share(StableHash.of(passage.text)) }
    self.init(
      content: .runningText,
      splits: [
        "train": validation == nil ? passages.filter { draw($0) >= share } : passages,
        "validation": validation ?? passages.filter { draw($0) < share },
      ],
      classes: [], source: "a local file", broken: broken)
  }
}
