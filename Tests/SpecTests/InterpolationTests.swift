import Options
import Spec
import Testing
import YAML

/// Variables of every kind, and an axis of either kind.
private let names = """
  experiment: names
  vars:
    steps: 10
    quoted: "10"
    share: 0.50
    flag: yes
    nothing: ~
    text: "n-${steps}"
    sizes: {hidden: 8, list: [1, "${steps}"], inner: {deep: x}}
    literal: "$${steps}"
    of-seed: "s${seed}"
  sweep:
    arm:
      big: {size: 8, name: "big ${steps}"}
      small: {size: 4, name: small}
    seed: [1, 02]

  """

@Suite("references to variables and axes")
struct InterpolationTests {
  /// Evaluates an option in the cell with these values of the axes.
  private func value(of option: String, choice: [Int] = [0, 0]) throws -> Value {
    let spec = try read("\(names)stages: {s: {o: \(option)}}\n")
    var problems = spec.problems
    let node = try #require(spec.stages[0].body["o"])
    _ = spec.scope.axes(mentionedIn: node, problems: &problems)
    try problems.throwIfAny()
    var evaluator = Evaluator(spec.scope, choice: choice)
    return Value(try evaluator.value(of: node))
  }

  @Test(
    "a reference alone becomes what it refers to, of the same type",
    arguments: [
      ("steps", .integer(10)), ("quoted", .text("10")), ("share", .number(0.5)),
      ("flag", .boolean(true)), ("nothing", .null), ("text", .text("n-10")),
      ("sizes.hidden", .integer(8)), ("sizes.list", .list([.integer(1), .integer(10)])),
      ("sizes.inner", .map(["deep": .text("x")])), ("sizes.inner.deep", .text("x")),
      ("seed", .integer(1)),
      ("arm", .map(["size": .integer(8), "name": .text("big 10")])), ("arm.size", .integer(8)),
      ("arm.name", .text("big 10")), ("of-seed", .text("s1")),
    ] as [(String, Value)])
  func whole(name: String, wanted: Value) throws {
    #expect(try value(of: "\"${\(name)}\"") == wanted)
    #expect(try value(of: "[\"${\(name)}\"]") == .list([wanted]))
    #expect(try value(of: "{m: \"${\(name)}\"}") == .map(["m": wanted]))
  }

  @Test(
    "a reference inside a text becomes text, as it is written",
    arguments: [
      ("a${steps}b", "a10b"), ("${steps}${steps}", "1010"), ("${share}x", "0.50x"),
      ("${flag}!", "yes!"), ("-${nothing}", "-~"), ("${arm}/${arm.size}-${seed}", "big/8-1"),
      (" ${steps}", " 10"), ("é${text}é", "én-10é"),
    ])
  func inside(text: String, wanted: String) throws {
    #expect(try value(of: "\"\(text)\"") == .text(wanted))
  }

  @Test(
    "what is no reference stays as it is",
    arguments: ["$", "5$", "$steps", "{steps}", "$ {steps}", "a$b{c}", "}", "$$"])
  func other(text: String) throws {
    #expect(try value(of: "'\(text)'") == .text(text))
  }

  @Test("'$${' stands for '${', and what it becomes is final")
  func escape() throws {
    #expect(try value(of: "'$${steps}'") == .text("${steps}"))
    #expect(try value(of: "'a $${ ${steps}'") == .text("a ${ 10"))
    #expect(try value(of: "'${literal}'") == .text("${steps}"))
    #expect(try value(of: "'<${literal}>'") == .text("<${steps}>"))
  }

  @Test("each cell has its own values")
  func cells() throws {
    let found = try [[0, 0], [0, 1], [1, 0], [1, 1]].map {
      try value(of: "\"${arm}, ${arm.size}, ${seed}, ${arm.name}\"", choice: $0)
    }
    #expect(
      found == [
        .text("big, 8, 1, big 10"), .text("big, 8, 02, big 10"), .text("small, 4, 1, small"),
        .text("small, 4, 02, small"),
      ])
  }

  @Test("keys are not searched for references")
  func keys() throws {
    #expect(try value(of: "{'${steps}': 1}") == .map(["${steps}": .integer(1)]))
  }

  @Test(
    "an option depends on the axes that it mentions, through variables too",
    arguments: [
      ("x", []), ("${steps}", []), ("${seed}", [1]), ("${arm.size}", [0]),
      ("[${of-seed}, ${arm}]", [0, 1]), ("{a: {b: '${text} ${of-seed}'}}", [1]),
    ] as [(String, [Int])])
  func dependencies(text: String, axes: [Int]) throws {
    let option = text.first == "{" ? text : "\"\(text)\""
    let spec = try read("\(names)stages: {s: {o: \(option)}}\n")
    var problems = Problems()
    let node = try #require(spec.stages[0].body["o"])
    #expect(spec.scope.axes(mentionedIn: node, problems: &problems) == axes)
    #expect(problems.isEmpty)
  }

  @Test("an axis where no cell is chosen cannot be used")
  func noCell() throws {
    let error = try #require(throws: SpecError.self) {
      try value(of: "\"${of-seed}\"", choice: [0, -1])
    }
    #expect(error.problem == "'${seed}' is a sweep axis, which cannot be used here")
  }

  @Test("variables that double each other end in an error, not in memory", .timeLimit(.minutes(10)))
  func doubling() throws {
    for first in ["[1, 2, 3, 4, 5, 6, 7, 8]", String(repeating: "x", count: 100)] {
      let wraps = first.hasPrefix("[")
      let doubled = (1..<40).map { "  v\($0): \"${v\($0 - 1)}${v\($0 - 1)}\"\n" }
      let listed = (1..<40).map { "  v\($0): [\"${v\($0 - 1)}\", \"${v\($0 - 1)}\"]\n" }
      let spec = try read(
        "experiment: x\nvars:\n  v0: \(first)\n\((wraps ? listed : doubled).joined())"
          + "stages: {s: {o: \"${v39}\"}}\n")
      #expect(spec.messages.isEmpty)
      var evaluator = Evaluator(spec.scope, choice: [])
      let node = try #require(spec.stages[0].body["o"])
      let error = try #require(throws: SpecError.self) { try evaluator.value(of: node) }
      #expect(error.problem.hasPrefix("references come to more than"))
    }
  }

  @Test("a long chain of variables is refused once, before it is followed")
  func chain() throws {
    let links = (1...100).map { "  v\($0 - 1): \"${v\($0)}\"\n" }.joined()
    let spec = try read("experiment: x\nvars:\n\(links)  v100: 1\nstages: {s: {o: \"${v0}\"}}\n")
    #expect(!spec.scope.isSound && spec.messages.count == 1)
    #expect(spec.messages[0].contains("variables refer to variables more than 64 deep"))
  }
}
