import Spec
import Testing

/// A text that is too large or too deep, and the beginning of the message that refuses it.
struct HugeSpec: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let beginning: String
  let text: String

  static let all = [
    HugeSpec(
      testDescription: "a text of ten megabytes",
      beginning: "spec.yaml:1:1: error: 10000007 bytes, more than the 4194304 that we read",
      text: "about: \(String(repeating: "x", count: 10_000_000))"),
    HugeSpec(
      testDescription: "a hundred thousand brackets",
      beginning: "spec.yaml:1:71: error: values inside values more than 64 deep",
      text: "about: \(String(repeating: "[", count: 100_000))"),
    HugeSpec(
      testDescription: "a hundred thousand braces",
      beginning: "spec.yaml:1:257: error: values inside values more than 64 deep",
      text: "about: \(String(repeating: "{a: ", count: 100_000))"),
    HugeSpec(
      testDescription: "a hundred thousand lists in lists",
      beginning: "spec.yaml:2:129: error: values inside values more than 64 deep",
      text: "about:\n  \(String(repeating: "- ", count: 100_000))"),
    HugeSpec(
      testDescription: "a hundred thousand values",
      beginning: "spec.yaml:99999:3: error: more than 100000 values, aliases counted each time",
      text: "about:\n\(String(repeating: "- x\n", count: 100_000))"),
  ]
}

@Suite("huge specs")
struct HugeSpecsTests {
  @Test("what no one can have meant is refused", .timeLimit(.minutes(10)), arguments: HugeSpec.all)
  func refusal(spec: HugeSpec) throws {
    let errors = try #require(throws: SpecErrors.self) { try plan(spec.text.utf8) }
    #expect(errors.description.hasPrefix(spec.beginning))
  }

  @Test("long values in very many cells are refused rather than held")
  func longValues() throws {
    let list = Array(repeating: "\"${seed}\"", count: 4_000).joined(separator: ", ")
    let spec = """
      experiment: huge
      sweep: {seed: {range: [1, 100000, 1]}}
      stages:
        text: {kind: load, dataset: wordnet-glosses}
        parts: {kind: decompose, model: text, bonds: [\(list)]}
      """
    let errors = try #require(throws: SpecErrors.self) { try plan(spec.utf8) }
    #expect(errors.errors.contains { $0.problem.hasSuffix("more memory than we allow") })
  }

  @Test("a mistake that every cell has ends before the last cell")
  func oneMistakeInAllCells() throws {
    let variants = (0..<3_000).map { "v\($0): {size: x}" }.joined(separator: ", ")
    let stages = (0..<500).map { "  s\($0): {kind: load, dataset: \"${arm.size}\"}\n" }.joined()
    let errors = try #require(throws: SpecErrors.self) {
      try plan("experiment: huge\nsweep: {arm: {\(variants)}}\nstages:\n\(stages)".utf8)
    }
    #expect(errors.errors.count == 100)
  }

  @Test("a hundred problems are reported, the others counted")
  func manyProblems() throws {
    let keys = (0..<1_000).map { "key-\($0): 1\n" }.joined()
    let errors = try #require(throws: SpecErrors.self) {
      try plan((keys + "experiment: huge\nstages: {text: {kind: load, dataset: text-only}}\n").utf8)
    }
    #expect(errors.errors.count == 100)
    #expect(errors.description.hasSuffix("\n... and 901 more problems"))
  }
}
