import Pipeline
import Testing

@Suite("differences of keys")
struct KeyDifferenceTests {
  @Test("equal keys have none, whatever the order of their components")
  func equal() {
    let components = [KeyComponent("kind", "\"train\""), KeyComponent("option.steps", "300")]
    #expect(KeyDifference(from: components, to: components.reversed()).lines.isEmpty)
  }

  @Test("values and digests are shown, each on a line, by name")
  func lines() {
    let old = [
      KeyComponent("version", "1"), KeyComponent("option.steps", "300"),
      KeyComponent("option.seed", "7"), KeyComponent("file.vocabulary", "00aa"),
      KeyComponent("input.model", "11bb"), KeyComponent("input.data", "22cc"),
    ]
    let new = [
      KeyComponent("version", "1"), KeyComponent("option.steps", "400"),
      KeyComponent("option.rank", "8"), KeyComponent("file.words", "00aa"),
      KeyComponent("input.model", "33dd"), KeyComponent("input.data", "22cc"),
    ]
    #expect(
      KeyDifference(from: old, to: new).lines == [
        "file.vocabulary is gone", "file.words is new", "input.model changed from 11bb to 33dd",
        "option.rank is new: 8", "option.seed is gone: it was 7",
        "option.steps changed from 300 to 400",
      ])
  }

  @Test("long values are cut to the parts where they begin to differ")
  func long() {
    let (start, end) = (String(repeating: "a", count: 50), String(repeating: "b", count: 90))
    let lines = KeyDifference(
      from: [KeyComponent("option.command", "\(start)1\(end)")],
      to: [KeyComponent("option.command", "\(start)2")]
    ).lines
    let (before, after) = (String(repeating: "a", count: 20), String(repeating: "b", count: 39))
    #expect(lines == ["option.command changed from …\(before)1\(after)… to …\(before)2"])
  }
}
