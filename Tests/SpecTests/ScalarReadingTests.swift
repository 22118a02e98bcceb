import Options
import Spec
import Testing
import YAML

@Suite("what a scalar means")
struct ScalarReadingTests {
  private func value(_ text: String) -> Value { Node.Scalar(text: text, isPlain: true).value }

  @Test("nothing, a tilde and null are null", arguments: ["", "~", "null", "Null", "NULL"])
  func nothing(text: String) { #expect(value(text) == .null) }

  @Test("yes, on and true are true, in three ways of writing each")
  func booleans() {
    for word in ["yes", "Yes", "YES", "on", "On", "ON", "true", "True", "TRUE"] {
      #expect(value(word) == .boolean(true), "\(word)")
    }
    for word in ["no", "No", "NO", "off", "Off", "OFF", "false", "False", "FALSE"] {
      #expect(value(word) == .boolean(false), "\(word)")
    }
  }

  @Test(
    "whole numbers",
    arguments: [
      ("0", 0), ("12", 12), ("-3", -3), ("+7", 7), ("-0", 0), ("1_000", 1000), ("1_0_0", 100),
      ("0x10", 16), ("0xfF", 255), ("-0x10", -16), ("9223372036854775807", .max),
      ("-9223372036854775808", .min),
    ] as [(String, Int)])
  func integers(text: String, wanted: Int) { #expect(value(text) == .integer(wanted)) }

  @Test(
    "numbers",
    arguments: [
      ("1.5", 1.5), (".5", 0.5), ("5.", 5), ("-.25", -0.25), ("+0.5", 0.5), ("1e-4", 0.0001),
      ("1E5", 100_000), ("1.5e+3", 1500), ("1_000.5", 1000.5), ("9223372036854775808", 0x1p63),
      (".inf", .infinity), ("+.Inf", .infinity), ("-.INF", -.infinity),
    ] as [(String, Double)])
  func numbers(text: String, wanted: Double) { #expect(value(text) == .number(wanted)) }

  @Test("what is not a number is one", arguments: [".nan", ".NaN", ".NAN"])
  func notANumber(text: String) { #expect(value(text).number?.isNaN == true) }

  @Test(
    "text, where other readers of YAML see something else",
    arguments: [
      "012", "00", "-07", "0o17", "0X10", "0x", "0x1_0", "0x-1", "1:30", "2024-05-06", "y", "n",
      "yEs", "nul", "1e", "1e-", "e5", ".", "-", "+", "-.", "--1", "1.2.3", "1 000", "1,000",
      "12px", "inf", "nan", "-inf", "_1", "$1", "١", "½",
    ])
  func texts(text: String) { #expect(value(text) == .text(text)) }

  @Test("quotes make text of anything", arguments: ["", "~", "yes", "12", "1.5", ".inf", "text"])
  func quotes(text: String) {
    #expect(Node.Scalar(text: text, isPlain: false).value == .text(text))
  }

  @Test("a tag outweighs quotes, and their absence")
  func tags() {
    func tagged(_ text: String, isPlain: Bool, _ type: String) -> Value {
      Node.Scalar(text: text, isPlain: isPlain, tag: "tag:yaml.org,2002:\(type)").value
    }
    #expect(tagged("12", isPlain: true, "str") == .text("12"))
    #expect(tagged("12", isPlain: false, "str") == .text("12"))
    #expect(tagged("12", isPlain: false, "int") == .integer(12))
    #expect(tagged("yes", isPlain: false, "bool") == .boolean(true))
  }
}
