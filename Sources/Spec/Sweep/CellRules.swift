/// The rules of a sweep, which leave some combinations of the axes that they name.
struct CellRules {
  /// More combinations than are gone through; `axis` is where the limit was passed.
  struct TooMany: Error {
    let axis: Int
  }

  /// An entry of `include` or `except`; for some axes, by index, it has the indices of values.
  struct Entry {
    let choices: [Int: [Int]]
  }

  let axes: [Axis]
  let include: [Entry]
  let except: [Entry]

  /// The axes that any rule names.
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

  /// Returns the codes of the combinations of the bound axes that cells have, ascending.
  ///
  /// - Precondition: No conditions in a circle.
  func codes() throws(TooMany) -> [Int] {
    let bound = bound
    let offsets = Dictionary(
      bound.axes.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    let order = DependencyOrder(dependencies: axes.map(\.askedAxes)).order
      .compactMap { offsets[$0] }
    var budget = Sweep.boundLimit
    var codes = try combinations(bound, offsets, order, fixed: [:], &budget)
    if !include.isEmpty {
      var all = Set(codes)
      for entry in include {
        all.formUnion(try combinations(bound, offsets, order, fixed: entry.choices, &budget))
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

  /// Returns the codes of combinations in which some axes have fixed values, and each other axis
  /// its own.
  ///
  /// - Parameters:
  ///   - offsets: For each bound axis, its offset in `bound`.
  ///   - order: The offsets, each after those of the axes that its axis's condition asks about.
  ///   - fixed: For some axes, the indices of their values.
  ///   - budget: How many more combinations all calls may come to, where every ten axes count as
  ///     one more.
  private func combinations(
    _ bound: AxisSubset, _ offsets: [Int: Int], _ order: [Int], fixed: [Int: [Int]],
    _ budget: inout Int
  ) throws(TooMany) -> [Int] {
    var codes = [0]
    for offset in order {
      let axis = bound.axes[offset]
      let stride = bound.strides[offset]
      var longer: [Int] = []
      for code in codes {
        let values = fixed[axis] ?? ownValues(of: axis, in: code, bound, offsets)
        if longer.count + values.count > budget { throw TooMany(axis: axis) }
        for value in values { longer.append(code + value * stride) }
      }
      codes = longer
    }
    budget -= codes.count + order.count / 10
    if budget < 0 { throw TooMany(axis: bound.axes[0]) }
    return codes
  }

  /// Returns the value indices that the axis may have beside the values chosen so far.
  private func ownValues(
    of axis: Int, in code: Int, _ bound: AxisSubset, _ offsets: [Int: Int]
  ) -> [Int] {
    let ordinary = Array(0..<axes[axis].ordinaryCount)
    guard let condition = axes[axis].condition else { return ordinary }
    let holds = condition.choices.allSatisfy { asked, values in
      offsets[asked].map { values.contains(bound.value(at: $0, of: code)) } ?? false
    }
    return holds ? ordinary : [condition.otherwise]
  }
}

/// Entries of `except` as bit masks, in which each entry has one bit.
///
/// An entry matches a cell if its bit is set for the cell's value on every axis.
private struct ExclusionMasks {
  private typealias Mask = [UInt64]

  private let bound: AxisSubset
  /// For each bound axis, the entries that don't name the axis.
  private var silent: [Mask]
  /// For each bound axis, by value index, the entries that name the value or don't name the axis.
  private var named: [[Int: Mask]]

  init(_ entries: [CellRules.Entry], over bound: AxisSubset) {
    self.bound = bound
    let none = Mask(repeating: 0, count: (entries.count + 63) / 64)
    silent = Array(repeating: none, count: bound.axes.count)
    named = Array(repeating: [:], count: bound.axes.count)
    for (offset, axis) in bound.axes.enumerated() {
      for (index, entry) in entries.enumerated() where entry.choices[axis] == nil {
        silent[offset][index / 64] |= 1 << (index % 64)
      }
      for (index, entry) in entries.enumerated() {
        for value in entry.choices[axis] ?? [] {
          named[offset][value, default: silent[offset]][index / 64] |= 1 << (index % 64)
        }
      }
    }
  }

  func match(_ code: Int) -> Bool {
    guard var matching = bound.axes.indices.first.map({ mask($0, code) }) else { return false }
    for offset in bound.axes.indices.dropFirst() {
      let mask = mask(offset, code)
      for word in mask.indices { matching[word] &= mask[word] }
    }
    return matching.contains { $0 != 0 }
  }

  private func mask(_ offset: Int, _ code: Int) -> Mask {
    named[offset][bound.value(at: offset, of: code)] ?? silent[offset]
  }
}
