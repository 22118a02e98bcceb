import Options
import Testing

private protocol Fruit: NamedOptionSet {}

private struct Apple: Fruit, Equatable {
  static let name = "apple"
  static let about = "round"
  var pips = 5

  static let options: [OptionProperty<Apple>] = [
    .option("pips", \.pips, .integer(0...9), "inside")
  ]
}

private struct Pear: Fruit {
  static let name = "pear"
  static let about = "not round"
  var donor = StageInput()

  static let options: [OptionProperty<Pear>] = [
    .required("donor", \.donor, .stage(producing: "model"), "where it grew")
  ]
}

private struct Basket: OptionSet {
  enum Size: String, CaseIterable { case small, large }

  var size = Size.small
  var weight = 1.5
  var share: Float = 0.25
  var owner: String?
  var fruit: any Fruit = Apple()
  var bond = IntegerOrWord.word("full")
  var lists = [[1, 2], [3]]
  var inner: Apple?
  var source = StageInput()
  var measure = MeasuredMetric()
  var labels: [String: String] = [:]

  static let options: [OptionProperty<Basket>] = [
    .option("size", \.size, .choice, "how much it holds"),
    .option("weight", \.weight, .number(0...10), "when empty"),
    .option("share", \.share, .number(0...1), "how full it is"),
    .optional("owner", \.owner, .text, "who carries it"),
    .option("fruit", \.fruit, .kind("fruit", of: [Apple.self, Pear.self]), "what is in it"),
    .option("bond", \.bond, .integer(1...9, orWords: ["full"]), "a cap"),
    .option("lists", \.lists, .list(.list(.integer(0...9))), "of lists"),
    .optional("inner", \.inner, .group, "a second apple"),
    .required("source", \.source, .stage(producing: "data"), "where it comes from"),
    .required("measure", \.measure, .measure, "what is weighed"),
    .option("labels", \.labels, .map(.verbatim), "by name"),
  ]
}

private struct Tree: OptionSet {
  var words = OneOrMore.one("oak")

  static let options: [OptionProperty<Tree>] = [
    .option("words", \.words, .oneOrMore(.text), "one, or several")
  ]
}

@Suite("options as values")
struct OptionSetTests {
  @Test("declarations stand in the order of the list, with initial values as defaults")
  func declarations() {
    let found = Basket.declarations
    #expect(
      found.map(\.name) == [
        "size", "weight", "share", "owner", "fruit", "bond", "lists", "inner", "source", "measure",
        "labels",
      ])
    let defaults = found.map { $0.standard?.canonicalJSON ?? "-" }
    #expect(
      defaults == [
        "\"small\"", "1.5", "0.25", "-", "{\"kind\":\"apple\",\"pips\":5}", "\"full\"",
        "[[1,2],[3]]", "-",
        "-", "-", "{}",
      ])
  }

  @Test("a default of a kind as it is by itself is shown by the kind's name alone")
  func shortened() throws {
    let fruit = try #require(Basket.declarations.first { $0.name == "fruit" })
    let standard = try #require(fruit.standard)
    #expect(fruit.type.shortened(standard) == .text("apple"))
    let other = Value.map(["kind": .text("apple"), "pips": .integer(1)])
    #expect(fruit.type.shortened(other) == other)
  }

  @Test("nothing said leaves every initial value")
  func nothing() {
    let read = Basket(reading: .null)
    #expect(
      read.size == .small && read.weight == 1.5 && read.share == 0.25 && read.owner == nil
        && read.inner == nil)
    #expect(read.bond == .word("full") && read.lists == [[1, 2], [3]])
    #expect((read.fruit as? Apple) == Apple())
  }

  @Test("what is said arrives, and is written as it was read")
  func everything() {
    let said: [String: Value] = [
      "size": .text("large"), "weight": .number(2), "share": .number(0.5), "owner": .text("Ann"),
      "fruit": .map(["kind": .text("apple"), "pips": .integer(7)]), "bond": .integer(3),
      "lists": .list([.list([.integer(4)])]), "inner": .map(["pips": .integer(1)]),
      "labels": .map(["a": .text("b")]),
    ]
    let read = Basket(reading: .map(said))
    #expect(read.size == .large && read.weight == 2 && read.share == 0.5 && read.owner == "Ann")
    #expect((read.fruit as? Apple)?.pips == 7 && read.inner?.pips == 1)
    #expect(read.bond.integer == 3 && read.lists == [[4]] && read.labels == ["a": "b"])
    #expect(read.canonical == .map(said))
  }

  @Test("a stage is known by the option that names it, however deep")
  func roles() {
    let said: [String: Value] = [
      "fruit": .map(["kind": .text("pear")]), "measure": .text("accuracy"),
    ]
    let read = Basket(reading: .map(said))
    #expect(read.source == StageInput("source"))
    #expect((read.fruit as? Pear)?.donor == StageInput("fruit.donor"))
    #expect(read.measure == MeasuredMetric(role: "measure", name: "accuracy"))
  }

  @Test(
    "a text alone stays apart from a list of one",
    arguments: [OneOrMore.one("a"), .more(["a"]), .more([]), .more(["a", "b"])])
  func oneOrMore(content: OneOrMore) {
    var tree = Tree()
    tree.words = content
    #expect(Tree(reading: tree.canonical).words == content)
    #expect(Tree.declarations.map(\.standard) == [.text("oak")])
  }

  @Test("options inside a part are options of the whole")
  func parts() {
    struct Whole: OptionSet {
      var apple = Apple()
      static let options: [OptionProperty<Whole>] = Apple.options(inside: \.apple)
    }
    let read = Whole(reading: .map(["pips": .integer(2)]))
    #expect(read.apple.pips == 2)
    #expect(Whole.declarations.map(\.name) == ["pips"])
    #expect(read.canonical == .map(["pips": .integer(2)]))
  }
}
