import Pipeline
import Scheduling
import Testing

@Suite("progress in words")
struct ProgressTextTests {
  @Test(
    "durations have the units that a person would use",
    arguments: [
      (0.0, "0.0 s"), (4.2, "4.2 s"), (4.26, "4.3 s"), (99.94, "99.9 s"), (100.0, "1 min 40 s"),
      (185.0, "3 min 05 s"), (3599.4, "59 min 59 s"), (3599.6, "1 h 00 min"),
      (8040.0, "2 h 14 min"), (360_000.0, "100 h 00 min"),
    ])
  func durations(seconds: Double, text: String) {
    #expect(ProgressText.duration(seconds) == text)
  }

  @Test("a line has the step, the note, the speed and the time that is left")
  func line() {
    let progress = StageProgress(
      step: 120, steps: 300, note: "loss 3.214", tokensPerSecond: 5120.4, secondsLeft: 41.5)
    #expect(
      ProgressText.line("tuned[arm=mpo]", progress)
        == "tuned[arm=mpo]  step 120/300  loss 3.214  5 120 tokens/s  41.5 s left")
  }

  @Test(
    "thousands are set apart",
    arguments: [(7.0, "7"), (999.0, "999"), (999.5, "1 000"), (1_234_567.0, "1 234 567")])
  func thousands(speed: Double, text: String) {
    let progress = StageProgress(step: 1, steps: 2, note: "", tokensPerSecond: speed)
    #expect(ProgressText.line("a", progress) == "a  step 1/2  \(text) tokens/s")
  }

  @Test("what is not known is left out")
  func unknown() {
    #expect(ProgressText.line("a", nil) == "a  running")
    let bare = StageProgress(step: 1, steps: 2, note: "")
    #expect(ProgressText.line("a", bare) == "a  step 1/2")
    let strange = StageProgress(
      step: 1, steps: 2, note: "", tokensPerSecond: .infinity, secondsLeft: .nan)
    #expect(ProgressText.line("a", strange) == "a  step 1/2")
  }

  @Test("a line mentions after some minutes that a stage makes no progress")
  func silence() {
    let progress = StageProgress(step: 1, steps: 2, note: "")
    #expect(ProgressText.line("a", progress, idle: 299) == "a  step 1/2")
    #expect(ProgressText.line("a", progress, idle: 425) == "a  step 1/2  no progress for 7 min")
    #expect(ProgressText.line("a", nil, idle: 300) == "a  no progress for 5 min")
  }

  @Test(
    "memory has the units that a person would use",
    arguments: [
      (0, "0 MiB"), (157_286_400, "150 MiB"), (1 << 30, "1.0 GiB"), (3_435_973_837, "3.2 GiB"),
    ]
  )
  func bytes(count: Int, text: String) {
    #expect(ProgressText.bytes(count) == text)
  }

  @Test("the summary says how many were cached, where any were")
  func summary() {
    #expect(ProgressText.summary(done: 3, cached: 0, of: 34) == "3/34 done")
    #expect(ProgressText.summary(done: 12, cached: 5, of: 34) == "12/34 done, 5 of them cached")
    #expect(
      ProgressText.summary(done: 12, cached: 0, leftOut: 22, of: 34)
        == "12/34 done, 22 left out by the search")
  }

  @Test(
    "a line that is too wide for the terminal is cut",
    arguments: [(8, "abcdé"), (5, "abcdé"), (4, "abc…"), (2, "a…"), (1, "…")])
  func cutting(width: Int, text: String) {
    #expect(ProgressText.cut("abcdé", to: width) == text)
  }
}
