import Spec
import TestSupport
import Testing

/// A random sweep with every kind of rule, and its cells found by trying all combinations.
private struct RandomRules {
  /// An axis `x<number>` with the values 0, 1, ..., and a condition on axes of smaller numbers.
  struct Axis {
    let size: Int
    /// For some other axes, the values one of which the condition wants.
    var when: [Int: Set<Int>] = [:]
    var otherwise = 0
  }

  var axes: [Axis] = []
  var include: [[Int: Set<Int>]] = []
  var except: [[Int: Set<Int>]] = []
  /// Numbers of the axes in the order of the spec, in which axes may ask about later ones.
  let order: [Int]

  init(seed: UInt64) {
    var numbers = SeededNumbers(seed: seed)
    let count = Int.random(in: 1...4, using: &numbers)
    for index in 0..<count {
      var axis = Axis(size: Int.random(in: 1...3, using: &numbers))
      if index > 0, Bool.random(using: &numbers) {
        for _ in 0..<Int.random(in: 1...2, using: &numbers) {
          let asked = Int.random(in: 0..<index, using: &numbers)
          axis.when[asked, default: []]
            .insert(Int.random(in: 0..<axes[asked].size, using: &numbers))
        }
        axis.otherwise = Int.random(in: 0..<(axis.size + 2), using: &numbers)
      }
      axes.append(axis)
    }
    let sizes = axes.map(\.size)
    func entries(_ extra: Int, _ numbers: inout SeededNumbers) -> [[Int: Set<Int>]] {
      (0..<Int.random(in: 0...2, using: &numbers)).map { _ in
        var entry: [Int: Set<Int>] = [:]
        for _ in 0..<Int.random(in: 1...2, using: &numbers) {
          let axis = Int.random(in: 0..<count, using: &numbers)
          entry[axis, default: []]
            .insert(Int.random(in: 0..<(sizes[axis] + extra), using: &numbers))
        }
        return entry
      }
    }
    include = entries(2, &numbers)
    except = entries(0, &numbers)
    order = Array(0..<count).shuffled(using: &numbers)
  }

  var text: String {
    let lines = order.map { index -> String in
      let axis = axes[index]
      let values = list(Set(0..<axis.size))
      if axis.when.isEmpty { return "  x\(index): \(values)\n" }
      return "  x\(index): {values: \(values), when: \(mapping(axis.when)), "
        + "otherwise: \(axis.otherwise)}\n"
    }
    func rule(_ word: String, _ entries: [[Int: Set<Int>]]) -> String {
      "  \(word): [\(entries.map(mapping).joined(separator: ", "))]\n"
    }
    return "experiment: x\nsweep:\n\(lines.joined())\(rule("include", include))"
      + "\(rule("except", except))stages: {s: {kind: k}}\n"
  }

  private func mapping(_ choices: [Int: Set<Int>]) -> String {
    let pairs = choices.sorted { $0.key < $1.key }.map { "x\($0): \(list($1))" }
    return "{\(pairs.joined(separator: ", "))}"
  }

  private func list(_ values: Set<Int>) -> String {
    "[\(values.sorted().map(String.init).joined(separator: ", "))]"
  }

  /// All cells, each with its values in the order of the spec.
  var cells: Set<[Int]> {
    var tried: [[Int]] = [[]]
    // No rule has a value beyond five.
    for _ in axes { tried = tried.flatMap { cell in (0..<6).map { cell + [$0] } } }
    let kept = tried.filter { cell in
      let isOrdinary = isOwn(cell, besides: [:]) || include.contains { isOwn(cell, besides: $0) }
      return isOrdinary && !except.contains { agrees(cell, $0) }
    }
    return Set(kept.map { cell in order.map { cell[$0] } })
  }

  private func agrees(_ cell: [Int], _ choices: [Int: Set<Int>]) -> Bool {
    choices.allSatisfy { $1.contains(cell[$0]) }
  }

  /// Checks whether each axis has a value of an entry or, where the entry doesn't name it, its own.
  private func isOwn(_ cell: [Int], besides entry: [Int: Set<Int>]) -> Bool {
    axes.indices.allSatisfy { index in
      if let named = entry[index] { return named.contains(cell[index]) }
      let axis = axes[index]
      return agrees(cell, axis.when) ? cell[index] < axis.size : cell[index] == axis.otherwise
    }
  }
}

@Suite("rules of sweeps")
struct SweepRuleTests {
  @Test("cells are those that trying everything finds", arguments: UInt64(0)..<400)
  func cells(seed: UInt64) throws {
    let random = RandomRules(seed: seed)
    let spec = try read(random.text)
    let wanted = random.cells
    let found = spec.cellLabels.map { $0.compactMap { Int($0) } }
    #expect(Set(found) == wanted && found.count == wanted.count, "seed \(seed)\n\(random.text)")
    #expect(spec.messages.isEmpty == !wanted.isEmpty, "seed \(seed)\n\(random.text)")
    #expect(Array(spec.sweep.cells) == spec.sweep.cells.sorted(), "seed \(seed)")
  }

  @Test("combinations of some axes are those of the cells", arguments: UInt64(0)..<200)
  func combinations(seed: UInt64) throws {
    let sweep = try read(RandomRules(seed: seed).text).sweep
    let all = AxisSubset(Array(sweep.axes.indices), of: sweep.axes)
    for bits in 0..<(1 << sweep.axes.count) {
      let subset = AxisSubset(sweep.axes.indices.filter { bits >> $0 & 1 == 1 }, of: sweep.axes)
      let wanted = Set(
        sweep.cells.map { cell in
          var choice = sweep.axes.map { _ in 0 }
          all.decode(cell, into: &choice)
          return subset.code(choice)
        })
      let found = sweep.combinations(of: subset)
      #expect(Array(found) == wanted.sorted(), "seed \(seed), axes \(subset.axes)")
      for code in 0..<subset.count {
        let position = found.position(of: code)
        #expect((position != nil) == wanted.contains(code), "seed \(seed), axes \(subset.axes)")
        if let position { #expect(found[position] == code) }
      }
    }
  }

  private func cells(_ sweep: String, set: [String] = []) throws -> [String] {
    let text = "experiment: x\nsweep:\n\(sweep)\nstages: {s: {kind: k}}\n"
    let spec = try read(text, overrides: set)
    #expect(spec.messages.isEmpty)
    return spec.cellLabels.map { $0.joined(separator: " ") }
  }

  private let ranks = """
      sharing: [all, mpo]
      rank: {values: [8, 16], when: {sharing: mpo}, otherwise: 0}
    """

  @Test("an axis has one value where its condition does not hold, and not where it does")
  func condition() throws {
    #expect(try cells(ranks) == ["all 0", "mpo 8", "mpo 16"])
  }

  @Test("a generator may have a condition, which may have several values and axes")
  func generatedCondition() throws {
    let found = try cells(
      """
        rank: {range: [1, 2, 1], when: {arm: [a, b], deep: yes}, otherwise: ~}
        arm: [a, b, c]
        deep: [yes, no]
      """)
    let wanted = ["1 a yes", "1 b yes", "2 a yes", "2 b yes"]
    #expect(Set(found) == Set(wanted + ["~ a no", "~ b no", "~ c yes", "~ c no"]))
  }

  @Test("a variant may stand in the other cells, and conditions may follow each other")
  func chain() throws {
    let found = try cells(
      """
        a: [1, 2]
        b: {values: {none: {n: 0}, some: {n: 1}, much: {n: 9}}, when: {a: 2}, otherwise: none}
        c: {values: [x, y], when: {b: much}, otherwise: x}
      """)
    #expect(
      found == ["1 none x", "2 none x", "2 some x", "2 much x", "2 much y"])
  }

  @Test("an entry of include adds cells, also with values that the axis lacks")
  func include() throws {
    #expect(
      try cells(ranks + "\n  include: [{sharing: mpo, rank: [16, 64]}]") == [
        "all 0", "mpo 8", "mpo 16", "mpo 64",
      ])
    #expect(
      try cells("  a: [1, 2]\n  b: [x, y]\n  include: [{a: 3}, {a: 1, b: z}]") == [
        "1 x", "1 y", "1 z", "2 x", "2 y", "3 x", "3 y",
      ])
  }

  @Test("except takes out what include adds")
  func order() throws {
    let found = try cells(
      "  a: [1, 2]\n  include: [{a: 3}, {a: 4}]\n  except: [{a: [1, 4]}]")
    #expect(found == ["2", "3"])
  }

  @Test("--set replaces values and keeps the condition; what it leaves out is not included")
  func overrides() throws {
    #expect(try cells(ranks, set: ["rank=[2, 4]"]) == ["all 0", "mpo 2", "mpo 4"])
    #expect(try cells(ranks, set: ["sharing=all"]) == ["all 0"])
    #expect(try cells(ranks, set: ["sharing=mpo", "rank=0"]) == ["mpo 0"])
    let more = ranks + "\n  include: [{sharing: mpo, rank: 64}]"
    #expect(try cells(more, set: ["rank=8"]) == ["all 0", "mpo 8"])
    #expect(try cells(more, set: ["sharing=mpo"]) == ["mpo 8", "mpo 16", "mpo 64"])
  }
}
