import Options
import Spec
import Testing
import YAML

@Suite("values of --set with a number sign")
struct OverrideTextTests {
  private func value(_ argument: String) throws -> Value {
    let spec = try read(
      "experiment: e\nvars: {x: 1}\nstages: {s: {kind: k, option: \"${x}\"}}\n",
      overrides: ["x=\(argument)"])
    try spec.problems.throwIfAny()
    var evaluator = Evaluator(spec.scope, choice: [])
    return Value(try evaluator.value(of: try #require(spec.stages[0].body["option"])))
  }

  @Test(
    "it is a part of the text",
    arguments: [
      ("a#b", "a#b"), ("a #b", "a #b"), ("#5", "#5"), ("C# and F #", "C# and F #"), ("'#'", "#"),
      ("\"a #b\"", "a #b"), ("it's #1", "it's #1"),
    ])
  func texts(argument: String, text: String) throws {
    #expect(try value(argument) == .text(text))
  }

  @Test("in a list it is quoted, or refused, and never cuts it off")
  func lists() throws {
    #expect(try value("['a #b', \"#\", c#]") == .list([.text("a #b"), .text("#"), .text("c#")]))
    for argument in ["[a, b] # c", "{a: 1} #", "'a' #b", "a: b #c"] {
      let errors = try #require(throws: SpecErrors.self) { try value(argument) }
      #expect(errors.description.contains("a '#' after a space begins a comment"))
      #expect(errors.description.hasPrefix("--set x=\(argument)"))
    }
  }
}
