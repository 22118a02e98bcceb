import Serialization
import Testing

@Suite("texts as JSON")
struct JSONTextTests {
  @Test(
    "quotes, backslashes and control characters are escaped, by letters where these are wanted",
    arguments: [
      ("", #""a\"b\\c\u000ad\u000de\u0009f\u0000g\u001f\#u{7F}é""#),
      ("nt", #""a\"b\\c\nd\u000de\tf\u0000g\u001f\#u{7F}é""#),
      ("nrt", #""a\"b\\c\nd\re\tf\u0000g\u001f\#u{7F}é""#),
    ])
  func escapes(letters: String, wanted: String) throws {
    let text = "a\"b\\c\nd\re\tf\0g\u{1F}\u{7F}é"
    let quoted = JSONText.quoted(text, letters: letters)
    #expect(quoted == wanted)
    #expect(try JSONValue(parsing: Array(quoted.utf8)) == .string(text))
  }

  @Test("a line's end of two characters is two escapes")
  func lineEnds() { #expect(JSONText.quoted("\r\n", letters: "nrt") == #""\r\n""#) }
}
