import Options
import Spec
import Testing

@Suite("axes with every entry of a catalog")
struct EveryAxisTests {
  private static let catalogs = AxisCatalogs {
    func fruit(_ name: String, _ options: [OptionDeclaration] = []) -> (
      name: String, entry: OptionVariant
    ) {
      (name, OptionVariant(name, about: "a fruit", options: options))
    }
    let fruits = Catalog(
      "fruit",
      [
        fruit("apple", [OptionDeclaration("pips", .integer(0...9), .standard(.integer(5)), "")]),
        fruit("pear", [OptionDeclaration("pips", .integer(0...9), .required, "")]),
        fruit("melon", [OptionDeclaration("pips", .integer(20...90), .required, "")]),
        fruit("fig", [OptionDeclaration("sweet", .number(0...1), .required, "")]),
      ])
    let trees = Catalog(
      "tree",
      [
        fruit("oak"), fruit("beech", [OptionDeclaration("file", .file, .required, "")]),
        fruit("elm", [OptionDeclaration("file", .file, .required, "")]),
      ])
    return ["fruit": fruits, "tree": trees]
  }

  private func spec(_ axis: String, overrides: [String] = []) throws -> ExperimentSpec {
    try read(
      "experiment: x\nsweep:\n  a: \(axis)\nstages: {s: {kind: k}}\n", overrides: overrides,
      catalogs: Self.catalogs)
  }

  @Test("have a variant for each, by its name and with 2 or what is near it where it must be given")
  func variants() throws {
    let spec = try spec("{every: fruit}")
    #expect(spec.messages.isEmpty)
    let axis = try #require(spec.sweep.axes.first)
    #expect(axis.hasVariants && axis.values.map(\.label) == ["apple", "pear", "melon", "fig"])
    let members = axis.values.map { Value($0.node) }
    #expect(members[0] == .map(["kind": .text("apple")]))
    #expect(members[1] == .map(["kind": .text("pear"), "pips": .integer(2)]))
    #expect(members[2] == .map(["kind": .text("melon"), "pips": .integer(20)]))
    #expect(members[3] == .map(["kind": .text("fig"), "sweet": .number(1)]))
  }

  @Test(
    "leave entries out, or take some alone",
    arguments: [
      ("{every: fruit, except: [apple, fig]}", "pear melon"),
      ("{every: fruit, except: apple}", "pear melon fig"),
      ("{every: fruit, only: [fig, pear]}", "pear fig"),
      ("{values: {every: fruit, only: [fig]}}", "fig"), ("{every: tree, only: oak}", "oak"),
      ("{every: tree, except: [beech, elm]}", "oak"),
    ])
  func restricted(written: String, wanted: String) throws {
    let spec = try spec(written)
    #expect(spec.messages.isEmpty)
    #expect(spec.cellLabels == wanted.split(separator: " ").map { [String($0)] })
  }

  @Test("are chosen from on the command line, which may also give one, and obey conditions")
  func overridden() throws {
    let chosen = try spec("{every: fruit}", overrides: ["a=[fig, apple]"])
    #expect(chosen.messages.isEmpty && chosen.cellLabels == [["fig"], ["apple"]])
    let given = try spec("[1, 2]", overrides: ["a={every: fruit, only: [fig]}"])
    #expect(given.messages.isEmpty && given.cellLabels == [["fig"]])
    let tied = try read(
      """
      experiment: x
      sweep:
        b: [1, 2]
        a: {every: fruit, except: [melon, fig], when: {b: 1}, otherwise: pear}
        except: [{b: 1, a: pear}]
      stages: {s: {kind: k}}
      """, catalogs: Self.catalogs)
    #expect(tied.messages.isEmpty && tied.cellLabels == [["1", "apple"], ["2", "pear"]])
  }

  @Test(
    "report mistakes at their places",
    arguments: [
      ("{every: friut}", "3:14", "not \"friut\"", "did you mean 'fruit'?"),
      ("{every: [fruit]}", "3:14", "not a list", "known: fruit, tree"),
      ("{every: fruit, except: [aple]}", "3:30", "no fruit 'aple'", "did you mean 'apple'?"),
      ("{every: fruit, only: paer}", "3:27", "no fruit 'paer'", "did you mean 'pear'?"),
      (
        "{every: tree}", "3:14", "options of beech, elm must be written",
        "write 'except: [beech, elm]'"
      ),
      ("{every: tree, only: []}", "3:14", "has no values", "leave one of: oak, beech, elm"),
      (
        "{every: fruit, except: [fig], only: [fig]}", "3:36", "has both 'except' and 'only'",
        "keep one of them"
      ),
      ("{every: fruit, exept: [fig]}", "3:21", "'exept' is not a part", "did you mean 'except'?"),
      ("{every: fruit, range: [1, 2, 1]}", "3:21", "both 'every' and 'range'", "keep one of them"),
      ("{range: [1, 2, 1], only: [1]}", "3:25", "'only' is not a part", "known: "),
    ])
  func mistakes(written: String, place: String, problem: String, hint: String) throws {
    let messages = try spec(written).messages
    #expect(messages.count == 1)
    let message = try #require(messages.first)
    #expect(message.hasPrefix("spec.yaml:\(place): error:"), "\(message)")
    #expect(message.contains(problem) && message.contains(hint), "\(message)")
  }

  @Test("say that there is no such option where no catalogs are known")
  func unknown() throws {
    let messages = try read(
      "experiment: x\nsweep: {a: {every: fruit}}\nstages: {s: {kind: k}}\n"
    ).messages
    #expect(messages.count == 1 && messages[0].contains("there is no such option"))
  }
}
