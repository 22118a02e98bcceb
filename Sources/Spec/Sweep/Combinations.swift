/// The combinations of some axes that a sweep has, as their numbers, ascending.
///
/// Only the axes that rules bind together are kept combination by combination; every other axis
/// has all its values beside each, so that a large grid takes no room. An element and its position
/// are found from each other in time logarithmic in what is kept, and for each axis.
package struct Combinations: RandomAccessCollection, Sendable {
  /// The axes that are combined.
  package let subset: AxisSubset
  /// Those of them that rules bind together.
  let bound: AxisSubset
  /// The numbers of the bound axes' combinations, ascending.
  let codes: [Int]
  package let count: Int
  /// By place in `subset`: the place in `bound`, if it is there.
  private let boundPlaces: [Int?]
  /// By place in `subset`: how many combinations the free axes after it have.
  private let freeAfter: [Int]

  /// - Parameter codes: Ascending; `[0]` where `bound` has no axes and there is any cell at all.
  init(_ subset: AxisSubset, bound: AxisSubset, codes: [Int]) {
    self.subset = subset
    self.bound = bound
    self.codes = codes
    let places = Dictionary(
      bound.axes.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    boundPlaces = subset.axes.map { places[$0] }
    var (free, freeAfter) = (1, [Int](repeating: 1, count: subset.axes.count))
    for place in subset.axes.indices.reversed() {
      freeAfter[place] = free
      if boundPlaces[place] == nil { free *= subset.sizes[place] }
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
    for place in subset.axes.indices {
      let value: Int
      if let boundPlace = boundPlaces[place] {
        let before = rest / freeAfter[place]
        value = bound.value(at: boundPlace, of: codes[range.lowerBound + before])
        prefix += value * bound.strides[boundPlace]
        let narrower = self.range(prefix, bound.strides[boundPlace], within: range)
        rest -= (narrower.lowerBound - range.lowerBound) * freeAfter[place]
        range = narrower
      } else {
        let each = range.count * freeAfter[place]
        (value, rest) = (rest / each, rest % each)
      }
      code += value * subset.strides[place]
    }
    return code
  }

  /// Where the combination stands; nil where the sweep doesn't have it.
  package func position(of code: Int) -> Int? {
    if isComplete { return code }
    var position = 0
    var prefix = 0
    var range = codes.indices
    for place in subset.axes.indices {
      let value = subset.value(at: place, of: code)
      guard let boundPlace = boundPlaces[place] else {
        position += value * range.count * freeAfter[place]
        continue
      }
      prefix += value * bound.strides[boundPlace]
      let narrower = self.range(prefix, bound.strides[boundPlace], within: range)
      position += (narrower.lowerBound - range.lowerBound) * freeAfter[place]
      range = narrower
    }
    return range.isEmpty ? nil : position
  }

  /// The positions of the bound codes from `first` on that are less than `first + length`.
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

  /// The combinations of fewer axes that these have.
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
