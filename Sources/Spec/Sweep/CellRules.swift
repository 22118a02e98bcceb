/// What a sweep's rules leave of the cross product of the axes that they speak of.
struct CellRules {
  /// Too many combinations to go through, which begin with this axis.
  struct TooMany: Error {
    let axis: Int
  }

  /// An entry of `include` or `except`: for some axes, by index, the value indices that it names.
  struct Entry {
    let choices: [Int: [Int]]
  }

  let axes: [Axis]
  let include: [Entry]
  let except: [Entry]

  /// The axes that any rule speaks of.
  var bound: AxisSubset {
    var found: Set<Int> = []
    for (index, axis) in axes.enumerated() {
      guard let condition = axis.condition else { continue }
      found.insert(index)
      found.formUnion(condition.choices.keys)
    }
    for entry in include + except { found.formUnion(entry.choices.keys) }
    return AxisSubset(found.sorted(), of: axes)
  }

  /// The combinations of the bound axes that cells have, ascending.
  ///
  /// - Precondition: No conditions in a circle.
  func codes() throws(TooMany) -> [Int] {
    let bound = bound
    let places = Dictionary(
      bound.axes.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    let order = DependencyOrder(dependencies: axes.map(\.askedAxes)).order
      .compactMap { places[$0] }
    var budget = Sweep.boundLimit
    var codes = try combinations(bound, places, order, fixed: [:], &budget)
    if !include.isEmpty {
      var all = Set(codes)
      for entry in include {
        all.formUnion(try combinations(bound, places, order, fixed: entry.choices, &budget))
      }
      codes = Array(all)
    }
    codes.sort()
    // In parts, so that thousands of entries don't take much memory at a time.
    for start in stride(from: 0, to: except.count, by: 4096) {
      let exclusions = ExclusionMasks(Array(except[start...].prefix(4096)), over: bound)
      codes.removeAll { exclusions.match($0) }
    }
    return codes
  }

  /// The combinations in which some axes have fixed values and each other one its own.
  ///
  /// - Parameter budget: How many more combinations all calls may come to, with one more for every
  ///   ten axes.
  private func combinations(
    _ bound: AxisSubset, _ places: [Int: Int], _ order: [Int], fixed: [Int: [Int]],
    _ budget: inout Int
  ) throws(TooMany) -> [Int] {
    var codes = [0]
    for place in order {
      let axis = bound.axes[place]
      let stride = bound.strides[place]
      var longer: [Int] = []
      for code in codes {
        let values = fixed[axis] ?? ownValues(of: axis, in: code, bound, places)
        if longer.count + values.count > budget { throw TooMany(axis: axis) }
        for value in values { longer.append(code + value * stride) }
      }
      codes = longer
    }
    budget -= codes.count + order.count / 10
    if budget < 0 { throw TooMany(axis: bound.axes[0]) }
    return codes
  }

  /// The values that the axis has beside the values chosen so far.
  private func ownValues(
    of axis: Int, in code: Int, _ bound: AxisSubset, _ places: [Int: Int]
  ) -> [Int] {
    let ordinary = Array(0..<axes[axis].ordinaryCount)
    guard let condition = axes[axis].condition else { return ordinary }
    let holds = condition.choices.allSatisfy { asked, values in
      places[asked].map { values.contains(bound.value(at: $0, of: code)) } ?? false
    }
    return holds ? ordinary : [condition.otherwise]
  }
}

/// The entries of `except` as one bit each: an entry matches a cell if its bit is set for the
/// cell's value on every axis.
private struct ExclusionMasks {
  private typealias Mask = [UInt64]

  private let bound: AxisSubset
  /// By place among the bound axes: the entries that don't speak of the axis.
  private var silent: [Mask]
  /// By place, the entries that name a value, and those that are silent.
  private var named: [[Int: Mask]]

  init(_ entries: [CellRules.Entry], over bound: AxisSubset) {
    self.bound = bound
    let none = Mask(repeating: 0, count: (entries.count + 63) / 64)
    silent = Array(repeating: none, count: bound.axes.count)
    named = Array(repeating: [:], count: bound.axes.count)
    for (place, axis) in bound.axes.enumerated() {
      for (index, entry) in entries.enumerated() where entry.choices[axis] == nil {
        silent[place][index / 64] |= 1 << (index % 64)
      }
      for (index, entry) in entries.enumerated() {
        for value in entry.choices[axis] ?? [] {
          named[place][value, default: silent[place]][index / 64] |= 1 << (index % 64)
        }
      }
    }
  }

  func match(_ code: Int) -> Bool {
    guard var matching = bound.axes.indices.first.map({ mask($0, code) }) else { return false }
    for place in bound.axes.indices.dropFirst() {
      let mask = mask(place, code)
      for word in mask.indices { matching[word] &= mask[word] }
    }
    return matching.contains { $0 != 0 }
  }

  private func mask(_ place: Int, _ code: Int) -> Mask {
    named[place][bound.value(at: place, of: code)] ?? silent[place]
  }
}
