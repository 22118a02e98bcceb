import Pipeline
import Scheduling
import Testing

@Suite("pictures of runs")
struct RunPictureTests {
  private func stage(
    _ name: String, _ seed: Int?, _ state: WatchedStage.State, seconds: Double? = nil
  ) -> WatchedStage {
    WatchedStage(
      seed.map { "\(name)[seed=\($0)]" } ?? name, name: name, state, seconds: seconds)
  }

  private func running(_ seed: Int, left: Double?) -> WatchedStage {
    var stage = stage("tuned", seed, .running, seconds: 10)
    stage.progress = StageProgress(step: 3, steps: 9, note: "loss 0.5", secondsLeft: left)
    stage.curve = [3, 2, 1]
    return stage
  }

  @Test("a line for each name of stages, and one for each that runs")
  func picture() {
    var failed = stage("score", 1, .failed)
    failed.message = "no luck,\n\"at\" all"
    let stages = [
      stage("text", nil, .cached), stage("tuned", 1, .done, seconds: 61.25), running(2, left: 5),
      stage("tuned", 3, .running, seconds: 2), stage("tuned", 4, .waiting), failed,
      stage("score", 2, .skipped), stage("score", 3, .waiting), stage("score", 4, .interrupted),
    ]
    let picture = RunPicture("name, run 3: running", stages, left: nil)
    let lines = [
      "name, run 3: running",
      "2/9 done, 1 of them cached",
      "",
      "text   1/1  cached",
      "tuned  1/4  2 running, 1 done, 1 waiting                   61.3 s  █▅▁",
      "  tuned[seed=2]  step 3/9  loss 0.5  5.0 s left  █▅▁",
      "  tuned[seed=3]  running for 2.0 s",
      "score  0/4  1 failed, 1 interrupted, 1 skipped, 1 waiting",
      "",
      "score[seed=1] failed: no luck,",
    ]
    #expect(picture.lines() == lines)
    #expect(picture.lines(width: 20).map(\.count).max() == 20)
    #expect(picture.lines(width: 20)[4] == "tuned  1/4  2 runni…")
  }

  @Test("where it doesn't fit, what is over is left out first")
  func height() {
    let over = (1...30).map { stage("over\($0)", nil, .done, seconds: 1) }
    let picture = RunPicture("t", over + [stage("last", nil, .waiting)], left: nil)
    #expect(picture.lines().count == 34)
    #expect(
      picture.lines(height: 10)
        == ["t", "30/31 done", "", "last    0/1  waiting", "30 more are over"])
    let open = RunPicture("t", (1...30).map { stage("s\($0)", nil, .waiting) }, left: nil)
    #expect(open.lines(height: 6) == ["t", "0/30 done", ""] + open.lines()[3..<5] + ["…"])
    #expect(open.lines(height: 1) == ["…"])
  }

  @Test("many running stages and many failures are cut short")
  func many() {
    let stages =
      (1...20).map { stage("run", $0, .running) } + (1...20).map { stage("bad", $0, .failed) }
    let lines = RunPicture("t", stages, left: nil).lines()
    #expect(lines.contains("  and 12 more") && lines.last == "and 15 more")
    #expect(lines.count == 3 + 1 + 9 + 1 + 1 + 6)
  }

  @Test("a run without stages has a picture, and long or foreign names do no harm")
  func strange() {
    #expect(RunPicture("t", [], left: nil).lines() == ["t", "0/0 done", ""])
    var bad = WatchedStage("a\u{1B}[31m[x=é,漢\n]", name: "a\u{1B}[31m", .failed)
    bad.message = "\u{7}\u{9B}2J"
    let long = WatchedStage(String(repeating: "x", count: 9000), name: "y", .running)
    let lines = RunPicture("t\r", [bad, long], left: nil).lines(width: 80)
    #expect(lines.allSatisfy { $0.count <= 80 })
    #expect(
      lines.joined().unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
  }

  @Test("the time that is left is that of the running stages, and of others by their names")
  func timeLeft() throws {
    let waiting = [stage("tuned", 3, .waiting), stage("tuned", 4, .waiting)]
    let both = try #require(
      TimeLeft([running(1, left: 20), running(2, left: 20)] + waiting, past: [:]))
    #expect(both.seconds == 50 && both.unknown == 0 && both.words == "about 50.0 s left")
    let past = ["tuned[seed=3]": 7.0]
    #expect(TimeLeft(waiting, past: past)?.seconds == 14)
    #expect(TimeLeft([stage("tuned", 2, .done, seconds: 1)] + waiting, past: past)?.seconds == 2)
    #expect(TimeLeft([stage("tuned", 3, .running, seconds: 9)], past: past)?.seconds == 0)
    let unknown = try #require(TimeLeft(waiting + [stage("other", 1, .waiting)], past: past))
    #expect(unknown.unknown == 1 && unknown.words == "at least 14.0 s left")
    #expect(TimeLeft(waiting, past: [:]) == nil && TimeLeft([], past: past) == nil)
    #expect(TimeLeft([stage("tuned", 3, .done, seconds: 1)], past: past) == nil)
    for strange in [Double.nan, .infinity, -1] {
      #expect(TimeLeft([running(1, left: strange)], past: [:]) == nil)
      #expect(TimeLeft([running(3, left: strange)], past: ["tuned[seed=3]": 11])?.seconds == 1)
    }
  }
}
