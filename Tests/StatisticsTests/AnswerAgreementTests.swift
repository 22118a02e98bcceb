import Statistics
import Testing

/// Expected values are those of a transcription of SQuAD's evaluation to Python.
@Suite("agreement of answers")
struct AnswerAgreementTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let answer: String
    let right: [String]
    let exactMatch, f1: Double

    init(_ answer: String, _ right: [String], _ exactMatch: Double, _ f1: Double) {
      (self.answer, self.right, self.exactMatch, self.f1) = (answer, right, exactMatch, f1)
    }

    var testDescription: String { "'\(answer)' for \(right)" }
  }

  private static let cases = [
    Case("The Denver Broncos!", ["Denver  Broncos", "Broncos"], 1, 1),
    Case("in 1963", ["1963", "the year 1963"], 0, 2.0 / 3),
    Case("Saint Bernadette Soubirous", ["Saint Bernadette"], 0, 0.8),
    Case("a cat and a cat", ["cat cat cat dog"], 0, 4.0 / 7),
    Case("theory of an anthem", ["theory anthem"], 0, 0.8),
    Case("$1,000.50", ["1000.50 dollars", "$1000.50"], 1, 1),
    Case("co-operate's", ["cooperates"], 1, 1),
    Case("wholly wrong", ["right"], 0, 0),
    // An article at a dash, which is not ASCII's, goes too; the dash stays.
    Case("a–b", ["the–b"], 1, 1),
    Case("a–b", ["b"], 0, 0),
    Case("don’t", ["don't"], 0, 0),
    // Code points count: a composed letter isn't its parts, and an accent alone is no letter.
    Case("Émile", ["émile"], 1, 1),
    Case("É", ["E\u{301}"], 0, 0),
    Case("a\u{301} la carte", ["\u{301} la carte"], 1, 1),
    Case("İstanbul", ["i\u{307}stanbul"], 1, 1),
    Case("Straße", ["STRASSE"], 0, 0),
    Case("100²", ["100"], 0, 0),
    Case("two\u{A0}words\u{3000}here", ["two words here"], 1, 1),
    Case("x\u{1C}y", ["x y"], 1, 1),
    // Where no word is left.
    Case("the the the", ["The"], 1, 1),
    Case("", [""], 1, 1),
    Case("", [], 1, 1),
    Case("", ["Paris"], 0, 0),
    Case("Paris", [""], 0, 0),
  ]

  @Test("as the official evaluation has it", arguments: cases)
  func golden(_ example: Case) {
    let agreement = AnswerAgreement(example.answer, right: example.right)
    #expect(agreement.exactMatch == example.exactMatch)
    #expect(abs(agreement.f1 - example.f1) < 1e-12)
  }
}
