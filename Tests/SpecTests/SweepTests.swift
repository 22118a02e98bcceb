import Spec
import TestSupport
import Testing

/// A random sweep of small axes, with exclusions, each of which has a set of values for some axes.
private struct RandomSweep {
  let sizes: [Int]
  let exclusions: [[Int: Set<Int>]]

  init(seed: UInt64) {
    var numbers = SeededNumbers(seed: seed)
    let sizes = (0..<Int.random(in: 1...4, using: &numbers)).map { _ in
      Int.random(in: 1...4, using: &numbers)
    }
    exclusions = (0..<Int.random(in: 0...3, using: &numbers)).map { _ in
      var exclusion: [Int: Set<Int>] = [:]
      for _ in 0..<Int.random(in: 1...2, using: &numbers) {
        let axis = Int.random(in: sizes.indices, using: &numbers)
        exclusion[axis, default: []].insert(Int.random(in: 0..<sizes[axis], using: &numbers))
      }
      return exclusion
    }
    self.sizes = sizes
  }

  var text: String {
    let entries = exclusions.map { exclusion in
      exclusion.sorted { $0.key < $1.key }.map { "x\($0): \(list($1.sorted()))" }
        .joined(separator: ", ")
    }
    let except = entries.map { "{\($0)}" }.joined(separator: ", ")
    return "experiment: x\nsweep:\n\(axes(sizes))  except: [\(except)]\nstages: {s: {kind: k}}\n"
  }

  /// The cells that are left, the last axis fastest.
  var cells: [[Int]] {
    var cells: [[Int]] = [[]]
    for size in sizes { cells = cells.flatMap { cell in (0..<size).map { cell + [$0] } } }
    return cells.filter { cell in
      !exclusions.contains { $0.allSatisfy { axis, values in values.contains(cell[axis]) } }
    }
  }
}

private func list(_ values: [Int]) -> String {
  "[\(values.map(String.init).joined(separator: ", "))]"
}

/// Writes axes `x0`, `x1`, ... with so many values each.
private func axes(_ sizes: [Int]) -> String {
  sizes.enumerated().map { "  x\($0): \(list(Array(0..<$1)))\n" }.joined()
}

@Suite("sweeps")
struct SweepTests {
  @Test("cells are the cross product less what is excepted, in order", arguments: UInt64(0)..<200)
  func cells(seed: UInt64) throws {
    let random = RandomSweep(seed: seed)
    let spec = try read(random.text)
    #expect(spec.cellLabels == random.cells.map { $0.map(String.init) }, "\(random.text)")
    #expect(spec.messages.isEmpty == !random.cells.isEmpty)
  }

  @Test("the combinations of some axes are those of the cells", arguments: UInt64(0)..<100)
  func combinations(seed: UInt64) throws {
    let random = RandomSweep(seed: seed)
    let sweep = try read(random.text).sweep
    for bits in 0..<(1 << random.sizes.count) {
      let subset = AxisSubset(random.sizes.indices.filter { bits >> $0 & 1 == 1 }, of: sweep.axes)
      let wanted = Set(random.cells.map { subset.code($0) }).sorted()
      #expect(Array(sweep.combinations(of: subset)) == wanted, "\(random.text)\(subset.axes)")
    }
  }

  @Test("a combination's number and its values determine each other", arguments: UInt64(0)..<50)
  func codes(seed: UInt64) throws {
    let random = RandomSweep(seed: seed)
    let axes = try read(random.text).sweep.axes
    let subset = AxisSubset(Array(axes.indices), of: axes)
    #expect(subset.count == random.sizes.reduce(1, *))
    for code in 0..<subset.count {
      var choice = random.sizes.map { _ in -1 }
      subset.decode(code, into: &choice)
      #expect(subset.code(choice) == code)
      #expect(zip(choice, random.sizes).allSatisfy { $0 >= 0 && $0 < $1 })
    }
  }

  @Test("no axes make one cell")
  func noAxes() throws {
    for sweep in ["", "sweep: {}\n", "sweep:\n", "sweep: {except: []}\n"] {
      let spec = try read("experiment: x\n\(sweep)stages: {s: {kind: k}}\n")
      #expect(spec.cellLabels == [[]] && spec.messages.isEmpty, "\(sweep)")
    }
  }

  @Test("an excepted value may be written otherwise than on the axis, if it is the same")
  func sameValue() throws {
    let axis = "experiment: x\nsweep:\n  learning_rate: [0.10, 1e-3, yes, \"1\"]\n"
    let except = "  except: [{learning_rate: 0.1}, {learning_rate: 0.001}, {learning_rate: true}]\n"
    let spec = try read("\(axis)\(except)stages: {s: {kind: k}}\n")
    #expect(spec.cellLabels == [["1"]] && spec.messages.isEmpty)
  }

  @Test("variables may be values of an axis, or the axis")
  func variables() throws {
    let spec = try read(
      """
      experiment: x
      vars: {first: 3, all: [a, b], arms: {one: {n: 1}, two: {n: 2}}}
      sweep: {seed: ["${first}", 4], letter: "${all}", arm: "${arms}"}
      stages: {s: {kind: k}}
      """)
    #expect(spec.messages.isEmpty)
    let labels = spec.sweep.axes.map { $0.values.map(\.label) }
    #expect(labels == [["3", "4"], ["a", "b"], ["one", "two"]])
    #expect(spec.sweep.axes.map(\.hasVariants) == [false, false, true])
  }

  @Test("a value taken away on the command line may still be excepted")
  func overriddenException() throws {
    let text = """
      experiment: x
      sweep: {seed: [1, 2, 3], arm: [a, b], except: [{seed: 2, arm: a}]}
      stages: {s: {kind: k}}
      """
    let cases = [
      ("seed=[1, 3]", [["1", "a"], ["1", "b"], ["3", "a"], ["3", "b"]]), ("seed=2", [["2", "b"]]),
      (
        "arm=[b, c]",
        [["1", "b"], ["1", "c"], ["2", "b"], ["2", "c"], ["3", "b"], ["3", "c"]]
      ),
    ]
    for (override, cells) in cases {
      let spec = try read(text, overrides: [override])
      #expect(spec.messages.isEmpty && spec.cellLabels == cells, "\(override)")
    }
  }

  @Test("cells that no rule ties together are as many as anyone likes, up to a limit")
  func limit() throws {
    func spec(_ sizes: [Int]) throws -> ExperimentSpec {
      try read("experiment: x\nsweep:\n\(axes(sizes))stages: {s: {kind: k}}\n")
    }
    let large = try spec(Array(repeating: 1_000, count: 5))
    #expect(large.messages == [] && large.sweep.cells.count == Sweep.cellLimit)
    #expect(large.sweep.cells[123_456_789_012_345] == 123_456_789_012_345)
    let found = try spec(Array(repeating: 1_000, count: 5) + [2]).messages
    #expect(found.count == 1 && found[0].hasPrefix("spec.yaml:8:3: error: the sweep has more than"))
  }

  @Test("combinations that rules tie together are limited, the other axes are not")
  func boundLimit() throws {
    func spec(_ sizes: [Int]) throws -> ExperimentSpec {
      let rule = "  except: [{x0: 0, x1: 0}]\n"
      return try read("experiment: x\nsweep:\n\(axes(sizes))\(rule)stages: {s: {kind: k}}\n")
    }
    let wide = try spec([100, 100, 1_000, 1_000])
    #expect(wide.messages == [] && wide.sweep.cells.count == 9_999_000_000)
    let found = try spec([1_000, 201]).messages
    #expect(found.count == 1)
    #expect(
      found.first?.hasPrefix(
        "spec.yaml:4:3: error: 'when', 'include' and 'except' tie together more than 200000")
        == true)
  }
}
