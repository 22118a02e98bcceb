/// The codes of the combinations of some axes that a sweep has, ascending.
///
/// Only the axes that rules bind together are kept combination by combination; every other axis
/// has all its values beside each, so that a large grid takes no memory. An element and its
/// position are found from each other in time linear in the axes and logarithmic in the kept codes.
package struct Combinations: RandomAccessCollection, Sendable {
  /// The axes that are combined.
  package let subset: AxisSubset
  /// The axes among them that rules bind together.
  let bound: AxisSubset
  /// Codes of the bound axes' combinations, ascending.
  let codes: [Int]
  package let count: Int
  /// For each axis of `subset`, its offset in `bound`; nil for a free axis.
  private let boundOffsets: [Int?]
  /// For each axis of `subset`, the number of combinations of the free axes after it.
  private let freeAfter: [Int]

  /// Combines each combination of bound axes with all values of the free axes.
  ///
  /// - Parameter codes: Codes of the bound combinations, ascending; `[0]` where `bound` has no axes
  ///   and there is any cell at all.
  init(_ subset: AxisSubset, bound: AxisSubset, codes: [Int]) {
    self.subset = subset
    self.bound = bound
    self.codes = codes
    let offsets = Dictionary(
      bound.axes.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    boundOffsets = subset.axes.map { offsets[$0] }
    var (free, freeAfter) = (1, [Int](repeating: 1, count: subset.axes.count))
    for offset in subset.axes.indices.reversed() {
      freeAfter[offset] = free
      if boundOffsets[offset] == nil { free *= subset.sizes[offset] }
    }
    self.freeAfter = freeAfter
    count = codes.count * free
  }

  package var startIndex: Int { 0 }
  package var endIndex: Int { count }

  /// Whether every combination of all values is there.
  private var isComplete: Bool { bound.axes.isEmpty && !codes.isEmpty }

  package subscript(position: Int) -> Int {
    precondition(position >= 0 && position < count)
    if isComplete { return position }
    if bound.axes.count == subset.axes.count { return codes[position] }
    var code = 0
    var rest = position
    var prefix = 0
    var range = codes.indices
    for offset in subset.axes.indices {
      let value: Int
      if let boundOffset = boundOffsets[offset] {
        let before = rest / freeAfter[offset]
        value = bound.value(at: boundOffset, of: codes[range.lowerBound + before])
        prefix += value * bound.strides[boundOffset]
        let narrower = self.range(prefix, bound.strides[boundOffset], within: range)
        rest -= (narrower.lowerBound - range.lowerBound) * freeAfter[offset]
        range = narrower
      } else {
        let each = range.count * freeAfter[offset]
        (value, rest) = (rest / each, rest % each)
      }
      code += value * subset.strides[offset]
    }
    return code
  }

  /// Finds the position of a combination's code; nil where the sweep doesn't have it.
  package func position(of code: Int) -> Int? {
    if isComplete { return code }
    var position = 0
    var prefix = 0
    var range = codes.indices
    for offset in subset.axes.indices {
      let value = subset.value(at: offset, of: code)
      guard let boundOffset = boundOffsets[offset] else {
        position += value * range.count * freeAfter[offset]
        continue
      }
      prefix += value * bound.strides[boundOffset]
      let narrower = self.range(prefix, bound.strides[boundOffset], within: range)
      position += (narrower.lowerBound - range.lowerBound) * freeAfter[offset]
      range = narrower
    }
    return range.isEmpty ? nil : position
  }

  /// Finds the positions of bound codes from `first` up to, but without, `first + length`.
  private func range(_ first: Int, _ length: Int, within range: Range<Int>) -> Range<Int> {
    let lower = lowerBound(of: first, within: range)
    return lower..<lowerBound(of: first + length, within: lower..<range.upperBound)
  }

  private func lowerBound(of code: Int, within range: Range<Int>) -> Int {
    var (lower, upper) = (range.lowerBound, range.upperBound)
    while lower < upper {
      let middle = lower + (upper - lower) / 2
      if codes[middle] < code { lower = middle + 1 } else { upper = middle }
    }
    return lower
  }

  /// Returns the combinations of fewer axes that occur in these.
  func projected(to fewer: AxisSubset, of axes: [Axis]) -> Combinations {
    let kept = bound.axes.filter(Set(fewer.axes).contains)
    if kept == bound.axes { return Combinations(fewer, bound: bound, codes: codes) }
    let narrower = AxisSubset(kept, of: axes)
    var choice = [Int](repeating: 0, count: axes.count)
    var found: Set<Int> = []
    for code in codes {
      bound.decode(code, into: &choice)
      found.insert(narrower.code(choice))
    }
    return Combinations(fewer, bound: narrower, codes: found.sorted())
  }
}
