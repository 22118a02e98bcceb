import Options
import Spec
import TestSupport
import Testing

@Suite("suggestions")
struct SuggestionTests {
  private static let options = ["model", "data", "objective", "steps", "batch", "rate", "seed"]

  @Test(
    "a mistyped name is recognised",
    arguments: [
      ("stpes", "steps"), ("step", "steps"), ("stepps", "steps"), ("stebs", "steps"),
      ("Steps", "steps"), ("STEPS", "steps"), ("dtaa", "data"), ("modle", "model"),
      ("objetcvie", "objective"), ("sede", "seed"), ("rate", "rate"),
    ])
  func near(name: String, wanted: String) {
    #expect(Suggestion.nearest(to: name, among: Self.options) == wanted)
  }

  @Test(
    "another word is not", arguments: ["", "layers", "st", "batches-of-data", "ra", "objects"])
  func far(name: String) {
    #expect(Suggestion.nearest(to: name, among: Self.options) == nil)
  }

  @Test("one slip in a word of six letters or more is recognised", arguments: UInt64(0)..<200)
  func oneSlip(seed: UInt64) {
    var numbers = SeededNumbers(seed: seed)
    let letters = Array("abcdefgh")
    func letter() -> Character { letters[Int(numbers.next() % 8)] }
    let word = (0..<Int.random(in: 6...20, using: &numbers)).map { _ in letter() }
    var slip = word
    let index = Int.random(in: 0..<word.count - 1, using: &numbers)
    switch seed % 4 {
    case 0: slip.remove(at: index)
    case 1: slip.insert(letter(), at: index)
    case 2: slip[index] = letter()
    default: slip.swapAt(index, index + 1)
    }
    let names = ["something-else", String(word), "another-thing"]
    #expect(Suggestion.nearest(to: String(slip), among: names) == String(word), "\(String(slip))")
  }

  @Test("of names equally near the first is suggested, of others the nearest")
  func order() {
    #expect(Suggestion.nearest(to: "bond", among: ["band", "bend"]) == "band")
    #expect(Suggestion.nearest(to: "tensorz", among: ["tensor", "tenzors", "tensors"]) == "tensor")
    #expect(Suggestion.nearest(to: "sharinge", among: ["shavings", "sharing"]) == "sharing")
  }

  @Test("a hint suggests, or lists a dozen, or says that there is nothing")
  func hints() {
    func hint(_ name: String, _ names: [String]) -> String {
      Suggestion.hint(for: name, among: names, noun: "option")
    }
    #expect(hint("stpes", Self.options) == "did you mean 'steps'?")
    #expect(hint("colour", ["model", "data"]) == "known: model, data")
    #expect(hint("colour", []) == "there is no option")
    let many = (1...13).map { "n\($0)-name" }
    #expect(hint("colour", many).hasSuffix("n11-name, n12-name, ..."))
    #expect(hint("colour", Array(many.dropLast())).hasSuffix("n11-name, n12-name"))
  }

  @Test("very long names and very many are no work", .timeLimit(.minutes(10)))
  func bounded() {
    let long = String(repeating: "a", count: 100_000)
    #expect(Suggestion.nearest(to: long, among: [long]) == nil)
    let many = (0..<100_000).map { "name\($0)" }
    #expect(Suggestion.nearest(to: "name1", among: many) == "name1")
    #expect(Suggestion.nearest(to: "other", among: many) == nil)
  }
}
