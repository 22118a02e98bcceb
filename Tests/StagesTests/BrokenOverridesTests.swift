import Options
import Pipeline
import Spec
import Testing

/// A sound spec with a variable, a plain axis and an axis of variants.
private let spec = """
  experiment: overrides
  vars: {steps: 10}
  sweep:
    arm:
      small: {hidden: 8}
      large: {hidden: 16}
    seed: [1, 2]
  stages:
    text: {kind: load, dataset: wordnet-glosses}
    fresh:
      kind: initialize
      data: text
      sharing: all
      encoder: {layers: 2, hidden: "${arm.hidden}", heads: 2}
      seed: "${seed}"
    tuned: {kind: train, model: fresh, data: text, steps: "${steps}"}

  """

/// Bad arguments, each followed by the message about it.
private let badArguments: [(String, String)] = [
  ("steps", "no NAME=VALUE\n  hint: write, say, --set steps=300"),
  ("=300", "no NAME=VALUE\n  hint: write, say, --set steps=300"),
  (
    "stpes=300",
    """
    'stpes' is neither a variable nor a sweep axis of the spec
      hint: did you mean 'steps'?
    """
  ),
  (
    "colour=red",
    """
    'colour' is neither a variable nor a sweep axis of the spec
      hint: known: steps, arm, seed
    """
  ),
  (
    "seed=[1",
    """
    expected ',' or ']' in the list that opens at --set seed=[1
      hint: separate the items with commas and close the list with ']'
    """
  ),
  ("steps=\"300", "the quote that opens here is never closed\n  hint: add the closing quote"),
  ("seed=[]", "the axis 'seed' has no values\n  hint: give it at least one, or remove it"),
  (
    "seed=[1, 1]",
    """
    the axis 'seed' has the value '1' twice; the first is at --set seed=[1, 1]
      hint: remove one of the two
    """
  ),
  (
    "seed=[[1, 2]]",
    """
    a value of the axis 'seed' must be a single value, not a list
      hint: to vary several things together, name the variants: \
    'seed: {first: {a: 1}, second: {a: 2}}'
    """
  ),
  ("arm=lagre", "the axis 'arm' has no variant \"lagre\"\n  hint: did you mean 'large'?"),
  (
    "steps=many",
    """
    steps must be a whole number from 1 to 100000000, not "many" \
    (used by stage 'tuned' at spec.yaml:16:57)
    """
  ),
  (
    "steps=0",
    """
    steps must be a whole number from 1 to 100000000, not 0 \
    (used by stage 'tuned' at spec.yaml:16:57)
    """
  ),
]

@Suite("values given on the command line")
struct BrokenOverridesTests {
  @Test("a bad --set is refused with the argument as its location", arguments: badArguments)
  func refusal(argument: String, problem: String) throws {
    let errors = try #require(throws: SpecErrors.self) {
      try plan(spec.utf8, overrides: [argument])
    }
    #expect(errors.description == "--set \(argument): error: \(problem)")
  }

  @Test("a name set twice is refused, whatever the values")
  func twice() throws {
    let errors = try #require(throws: SpecErrors.self) {
      try plan(spec.utf8, overrides: ["steps=1", "seed=3", "steps=1"])
    }
    #expect(
      errors.description
        == "--set steps=1: error: 'steps' is set twice\n  hint: keep one --set of it")
  }

  @Test("a long argument is shown by its beginning")
  func long() throws {
    let errors = try #require(throws: SpecErrors.self) {
      try plan(spec.utf8, overrides: [String(repeating: "x", count: 1_000)])
    }
    let shown = String(repeating: "x", count: 60) + "..."
    #expect(errors.description.hasPrefix("--set \(shown): error: no NAME=VALUE"))
  }

  @Test(
    "a good --set replaces a variable, an axis or the choice of variants",
    arguments: [
      ([String](), 4, 10), (["steps=20"], 4, 20), (["seed=7"], 2, 10),
      (["seed=[1, 2, 3]"], 6, 10), (["arm=large"], 2, 10),
      (["arm=[large, small]", "seed=7", "steps=5"], 2, 5),
    ])
  func replacement(overrides: [String], cells: Int, steps: Int) throws {
    let found = try plan(spec.utf8, overrides: overrides)
    #expect(found.cells.count == cells)
    let tuned = found.stages.filter { $0.name == "tuned" }
    #expect(tuned.count == cells)
    #expect(tuned.allSatisfy { $0.options["steps"] == .integer(steps) })
  }
}
