import Options
import Spec
import Testing

/// Reads the only axis of a sweep.
private func axis(_ written: String) throws -> Axis {
  let spec = try read("experiment: x\nsweep:\n  a: \(written)\nstages: {s: {kind: k}}\n")
  #expect(spec.messages.isEmpty)
  return try #require(spec.sweep.axes.first)
}

private func labels(_ written: String) throws -> [String] { try axis(written).values.map(\.label) }

/// Returns the values as options read them, which must be what the labels say.
private func numbers(_ written: String) throws -> [Double] {
  try axis(written).values.map { value in
    let number = try #require(Value(value.node).number)
    #expect(Double(value.label) == number)
    return number
  }
}

@Suite("axes that are generated")
struct GeneratorTests {
  @Test(
    "a range has both ends and no rounding noise",
    arguments: [
      ("[2, 16, 2]", "2 4 6 8 10 12 14 16"), ("[2, 15, 4]", "2 6 10 14"), ("[5, 5, 1]", "5"),
      ("[0.1, 0.5, 0.1]", "0.1 0.2 0.3 0.4 0.5"), ("[0, 1, 0.25]", "0 0.25 0.5 0.75 1"),
      ("[-1, 1, 0.5]", "-1 -0.5 0 0.5 1"), ("[1e-5, 3e-5, 1e-5]", "1e-5 2e-5 3e-5"),
      ("[0.0001, 0.0003, 1e-4]", "0.0001 0.0002 0.0003"), ("[10, 30, 1e1]", "10 20 30"),
      ("[99.9, 100.1, .1]", "99.9 100 100.1"), ("[1e20, 3e20, 1e20]", "1e20 2e20 3e20"),
      ("[1_000, 0x7d0, 500]", "1000 1500 2000"),
    ])
  func range(written: String, wanted: String) throws {
    let found = try labels("{range: \(written)}")
    #expect(found == wanted.split(separator: " ").map(String.init))
    _ = try numbers("{range: \(written)}")
  }

  @Test(
    "numbers beyond all counting are refused",
    arguments: ["1e-9223372036854775808", "1e999", "123456789012345678901", ".inf", ".nan"])
  func hugeNumbers(written: String) throws {
    for form in ["range: [\(written), 2, 1]", "log-range: [1, 2, \(written)]"] {
      let text = "experiment: x\nsweep:\n  a: {\(form)}\nstages: {s: {kind: k}}\n"
      let messages = try read(text).messages
      #expect(messages.count == 1 && messages[0].hasPrefix("spec.yaml:3:"), "\(messages)")
    }
  }

  @Test("whole numbers of a range are whole, as options want them")
  func wholeNumbers() throws {
    let values = try axis("{range: [2, 3, 0.5]}").values.map { Value($0.node) }
    #expect(values == [.integer(2), .number(2.5), .integer(3)])
  }

  @Test(
    "a logarithmic range has equal ratios, rounded to four digits",
    arguments: [
      ("[1e-4, 1e-2, 5]", "0.0001 0.0003162 0.001 0.003162 0.01"),
      ("[1, 1024, 11]", "1 2 4 8 16 32 64 128 256 512 1024"),
      ("[1024, 65536, 7]", "1024 2048 4096 8192 16384 32768 65536"),
      ("[1e-6, 1e-4, 3]", "1e-6 1e-5 0.0001"), ("[3, 7, 2]", "3 7"),
      ("[1, 10, 4]", "1 2.154 4.642 10"), ("[1e5, 1e7, 4]", "100000 464200 2154000 10000000"),
    ])
  func logRange(written: String, wanted: String) throws {
    let found = try labels("{log-range: \(written)}")
    #expect(found == wanted.split(separator: " ").map(String.init))
    _ = try numbers("{log-range: \(written)}")
  }

  @Test("a seed draws the same values everywhere")
  func randomValues() throws {
    #expect(
      try labels("{random: {from: 1e-4, to: 1e-2, count: 4, seed: 1, scale: log}}")
        == ["0.001359", "0.003101", "0.00875", "0.000774"])
    #expect(
      try labels("{random: {from: -1, to: 1, count: 4, seed: 7}}")
        == ["-0.2203", "-0.9664", "0.8015", "0.1659"])
    #expect(
      try labels("{random: {from: 1, to: 1000000, count: 4, whole: true}}")
        == ["883311", "431528", "26434", "970882"])
  }

  @Test(
    "random values are different, within their ends, and begin alike however many they are",
    arguments: [
      ("from: 1e-4, to: 1e-2, scale: log", 60), ("from: -5, to: 5", 60),
      ("from: 1, to: 40, whole: true", 40), ("from: 1, to: 64, scale: log, whole: true", 30),
    ])
  func randomLaws(written: String, most: Int) throws {
    for seed in 0..<10 {
      let all = try numbers("{random: {\(written), count: \(most), seed: \(seed)}}")
      #expect(all.count == most && Set(all).count == most, "seed \(seed)")
      let ends = written.contains("1e-4") ? 1e-4...1e-2 : written.contains("-5") ? -5...5 : 1...64
      #expect(all.allSatisfy(ends.contains), "seed \(seed)")
      for count in [1, 2, most / 2] {
        let fewer = try numbers("{random: {\(written), count: \(count), seed: \(seed)}}")
        #expect(fewer == Array(all.prefix(count)), "seed \(seed)")
      }
      if written.contains("whole") { #expect(all.allSatisfy { $0 == $0.rounded() }) }
    }
  }

  @Test("a logarithmic draw spreads over the orders of magnitude")
  func logarithmicDraws() throws {
    let drawn = try numbers("{random: {from: 1e-6, to: 1, count: 600, scale: log}}")
    let below = (1...5).map { power in
      drawn.count { $0 < [1e-5, 1e-4, 1e-3, 1e-2, 1e-1][power - 1] }
    }
    for (index, count) in below.enumerated() {
      #expect(abs(count - 100 * (index + 1)) < 60, "\(below)")
    }
  }

  @Test("lists walk together, and their values are members")
  func zipped() throws {
    let axis = try axis("{zip: {layers: [6, 12], hidden: {range: [64, 128, 64]}}}")
    #expect(axis.hasVariants && axis.values.map(\.label) == ["6-64", "12-128"])
    let members = axis.values.map { Value($0.node) }
    #expect(members[1] == .map(["layers": .integer(12), "hidden": .integer(128)]))
  }

  @Test("a generator may stand below 'values', and references within it")
  func references() throws {
    let spec = try read(
      """
      experiment: x
      vars: {most: 8, rates: [1e-4, 1e-2, 3], walk: {zip: {a: [1, 2], b: [x, y]}}}
      sweep:
        bond: {range: [2, "${most}", 2]}
        learning_rate: {log-range: "${rates}"}
        both: "${walk}"
        plain: {values: [1, 2]}
        more: {values: {range: [1, 2, 1]}}
        named: {values: {small: {n: 1}, large: {n: 2}}}
      stages: {s: {kind: k, option: "${both.a} ${named.n}"}}
      """)
    #expect(spec.messages.isEmpty)
    #expect(
      spec.sweep.axes.map { $0.values.map(\.label) } == [
        ["2", "4", "6", "8"], ["0.0001", "0.001", "0.01"], ["1-x", "2-y"], ["1", "2"], ["1", "2"],
        ["small", "large"],
      ])
  }

  @Test("named variants may be called like generators, where their values are mappings")
  func variantNames() throws {
    let axis = try axis("{random: {from: a}, donor: {from: b}}")
    #expect(axis.hasVariants && axis.values.map(\.label) == ["random", "donor"])
  }

  @Test("the command line may give a generator")
  func overridden() throws {
    let spec = try read(
      "experiment: x\nsweep: {a: [1, 2]}\nstages: {s: {kind: k}}\n",
      overrides: ["a={range: [3, 9, 3]}"])
    #expect(spec.messages.isEmpty && spec.cellLabels == [["3"], ["6"], ["9"]])
  }
}
