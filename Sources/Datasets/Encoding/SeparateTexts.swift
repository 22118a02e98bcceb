extension EncodedSplit {
  /// Returns the tokens of an example's only text, or of both texts of a pair, as far as they were
  /// kept, without the special tokens that frame them.
  package func texts(of example: Int) -> [ArraySlice<Int32>] {
    let (start, end) = (offsets[example], offsets[example + 1])
    guard let segments, let second = (start..<end).first(where: { segments[$0] == 1 }) else {
      return [ids[(start + 1)..<(end - 1)]]
    }
    return [ids[(start + 1)..<(second - 1)], ids[second..<(end - 1)]]
  }
}
