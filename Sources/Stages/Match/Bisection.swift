extension ClosedRange<Int> {
  /// Finds the number whose size is nearest to one asked for: the smallest of several with the same
  /// size.
  ///
  /// - Parameter size: The size by the number, which only grows with it, or only falls; asked for
  ///   about twice as often as the range can be halved.
  func number(sizedNearestTo asked: Int, size: (Int) -> Int) -> Int {
    let grows = size(upperBound) >= size(lowerBound)
    func reaches(_ number: Int, _ wanted: Int) -> Bool {
      grows ? size(number) >= wanted : size(number) <= wanted
    }
    let beyond = start { reaches($0, asked) } ?? upperBound
    let sizes = (size(Swift.max(lowerBound, beyond - 1)), size(beyond))
    let nearest = abs(sizes.0 - asked) <= abs(sizes.1 - asked) ? sizes.0 : sizes.1
    return start { reaches($0, nearest) } ?? beyond
  }

  /// Finds the first number that has a property, which all later ones have, too; nil where none has
  /// it.
  func start(where holds: (Int) -> Bool) -> Int? {
    guard holds(upperBound) else { return nil }
    var (low, high) = (lowerBound, upperBound)
    while low < high {
      let middle = low + (high - low) / 2
      if holds(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
