internal import Statistics

extension RawDataset {
  /// Splits running text of the user's own into training and validation.
  ///
  /// Equal passages get equal draws, so none is in both splits.
  ///
  /// - Parameters:
  ///   - validation: Passages to validate on; nil where they are drawn from the others.
  ///   - share: Share of the passages that is drawn where `validation` is nil.
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
