import Scheduling
import Testing

private let timing: SlurmTiming = {
  var timing = SlurmTiming()
  (timing.settle, timing.lost, timing.query, timing.patience) = (10, 30, 15, 50)
  return timing
}()

private func exit(_ outcome: JobExit.Outcome, seconds: Double = 5) -> JobExit {
  JobExit(
    token: "t", index: 0, outcome: outcome, message: outcome == .done ? nil : "so it was",
    start: 100, end: 100 + seconds, mostMemory: 3 << 30, host: "n1", job: "12")
}

private func entry(_ state: String, _ reason: String = "None", nodes: String = "n1") -> QueueEntry {
  QueueEntry(
    jobID: SlurmJobID(job: "12", index: 0, isTask: false), name: "bondlab-r", token: "t",
    state: QueueState(state), nodes: nodes, reason: reason)
}

/// Makes the state of a job that Slurm has taken.
private func submitted(limit: Double? = nil, warning: Double = 0) -> SubmissionState {
  SubmissionState(.submitted, timing: timing, limit: limit, warning: warning)
}

@Suite("the state of a submission")
struct SubmissionStateTests {
  private var memory: JobOutputSigns {
    var signs = JobOutputSigns()
    signs.memory = "it used 2 MiB of memory and may use 1 MiB"
    return signs
  }

  @Test("the job's answer is believed at once, whatever Slurm says")
  func answers() {
    var state = submitted()
    #expect(state.handle(.queue(entry("RUNNING")), at: 0).isEmpty)
    #expect(state.handle(.exit(exit(.done)), at: 1) == [.report(.done)])
    #expect(state.handle(.queue(entry("FAILED")), at: 2).isEmpty)
    var early = SubmissionState(timing: timing)
    #expect(early.handle(.exit(exit(.failed)), at: 0) == [.report(.failed("so it was"))])
    #expect(early.handle(.accepted, at: 1).isEmpty)
    var late = submitted()
    #expect(late.handle(.queue(entry("NODE_FAIL")), at: 0).isEmpty)
    #expect(late.handle(.exit(exit(.done)), at: 5) == [.report(.done)])
  }

  @Test(
    "a job that ended without an answer ended as Slurm says, once its answer had time to appear",
    arguments: [
      ("NODE_FAIL", .machine("its node failed (NodeDown)", nodes: "n1")),
      ("BOOT_FAIL", .machine("its node failed (NodeDown)", nodes: "n1")),
      ("PREEMPTED", .machine("its node failed (NodeDown)", nodes: "n1")),
      ("OUT_OF_MEMORY", .memory("it exceeded its memory limit")),
      ("TIMEOUT", .timeout("it reached its time limit")),
      ("DEADLINE", .timeout("it reached its time limit")),
      ("FAILED", .crashed("its job 12 failed without an answer (NodeDown)")),
      ("CANCELLED", .cancelled("its job 12 was cancelled in Slurm")),
      ("COMPLETED", .crashed("its job 12 ended without an answer")),
    ] as [(String, SubmissionVerdict)])
  func words(state name: String, verdict: SubmissionVerdict) {
    var state = submitted()
    #expect(state.handle(.queue(entry(name, "NodeDown")), at: 0).isEmpty)
    #expect(state.handle(.tick, at: 9.9).isEmpty)
    #expect(state.handle(.queue(entry(name, "NodeDown")), at: 9.9).isEmpty)
    #expect(state.handle(.tick, at: 10) == [.report(verdict)])
    #expect(state.phase == .ended)
  }

  @Test("a kill for memory is known by what Slurm wrote, also where its state says something else")
  func memoryKill() {
    var state = submitted()
    let failed = entry("FAILED", "JobLaunchFailure")
    #expect(
      state.handle(.queue(failed), signs: memory, at: 0)
        == [.report(.memory("it used 2 MiB of memory and may use 1 MiB"))])
    var worker = submitted()
    #expect(
      worker.handle(.exit(exit(.crashed)), signs: memory, at: 0)
        == [.report(.memory("it used 2 MiB of memory and may use 1 MiB"))])
    var quiet = submitted()
    #expect(quiet.handle(.exit(exit(.crashed)), at: 0).isEmpty)
    #expect(quiet.awaitsQueue)
    #expect(
      quiet.handle(.queue(entry("OUT_OF_MEMORY")), at: 3)
        == [.report(.memory("it exceeded its memory limit"))])
  }

  @Test("a command that failed because Slurm ended it is not to blame")
  func ended() {
    var signs = JobOutputSigns()
    signs.hasReachedTimeLimit = true
    var late = submitted()
    #expect(
      late.handle(.exit(exit(.failed)), signs: signs, at: 0)
        == [.report(.timeout("it reached its time limit"))])
    var node = JobOutputSigns()
    node.hasLostNode = true
    var lost = submitted()
    #expect(lost.handle(.exit(exit(.failed)), signs: node, at: 0).isEmpty)
    #expect(
      lost.handle(.queue(entry("NODE_FAIL", "NodeDown")), signs: node, at: 1)
        == [.report(.machine("its node failed (NodeDown)", nodes: "n1"))])
  }

  @Test("what a job's end means, given what was done to it")
  func judging() {
    for outcome in [JobExit.Outcome.failed, .crashed] {
      #expect(outcome.judged(wasAskedToEnd: false, kills: 0) == outcome)
      #expect(outcome.judged(wasAskedToEnd: true, kills: 0) == .stopped)
      #expect(outcome.judged(wasAskedToEnd: false, kills: 1) == .memory)
    }
    #expect(JobExit.Outcome.done.judged(wasAskedToEnd: true, kills: 1) == .done)
    var state = submitted()
    #expect(
      state.handle(.exit(exit(.memory)), at: 0) == [
        .report(
          .memory("the system ran out of memory and killed it; its largest process had 3.0 GiB"))
      ])
  }

  @Test("a crash is a crash where Slurm has no other word for it, or no word at all")
  func crash() {
    var state = submitted()
    #expect(state.handle(.exit(exit(.crashed)), at: 0).isEmpty)
    #expect(state.handle(.queue(entry("FAILED")), at: 3) == [.report(.crashed("so it was"))])
    var silent = submitted()
    #expect(silent.handle(.exit(exit(.crashed)), at: 0).isEmpty)
    #expect(silent.handle(.queryFailed, at: 15).isEmpty)
    #expect(silent.handle(.tick, at: 24).isEmpty)
    #expect(silent.handle(.tick, at: 25) == [.report(.crashed("so it was"))])
    var gone = submitted()
    #expect(gone.handle(.exit(exit(.crashed)), at: 0).isEmpty)
    #expect(gone.handle(.queue(nil), at: 3) == [.report(.crashed("so it was"))])
  }

  @Test("a job that saved its state and stopped was asked to by this run, by time, or by others")
  func stops() {
    var asked = submitted()
    asked.isAskedToStop = true
    #expect(asked.handle(.exit(exit(.stopped)), at: 0) == [.report(.stopped)])
    var late = submitted(limit: 120, warning: 90)
    #expect(
      late.handle(.exit(exit(.stopped, seconds: 31)), at: 0)
        == [.report(.timeout("it reached its time limit"))])
    var cancelled = submitted(limit: 1200, warning: 90)
    #expect(cancelled.handle(.exit(exit(.stopped, seconds: 31)), at: 0).isEmpty)
    #expect(
      cancelled.handle(.queue(entry("CANCELLED")), at: 1)
        == [.report(.cancelled("its job 12 was cancelled in Slurm"))])
    var preempted = submitted()
    #expect(preempted.handle(.exit(exit(.stopped)), at: 0).isEmpty)
    #expect(
      preempted.handle(.queue(entry("PREEMPTED")), at: 1)
        == [.report(.machine("its node failed", nodes: "n1"))])
    var unexplained = submitted()
    #expect(unexplained.handle(.exit(exit(.stopped)), at: 0).isEmpty)
    #expect(
      unexplained.handle(.queue(entry("FAILED")), at: 1)
        == [.report(.machine("it was asked to stop, and not by this run", nodes: ""))])
  }

  @Test("a job is lost only after answers have missed it for long enough; silence does not count")
  func lost() {
    var state = submitted()
    #expect(state.handle(.queue(nil), at: 0).isEmpty)
    #expect(state.handle(.queue(nil), at: 29).isEmpty)
    #expect(state.handle(.queue(entry("RUNNING")), at: 29.5).isEmpty)
    #expect(state.handle(.queue(nil), at: 30).isEmpty)
    for moment in stride(from: 31.0, to: 500, by: 15) {
      #expect(state.handle(.queryFailed, at: moment).isEmpty)
      #expect(state.handle(.tick, at: moment).isEmpty)
    }
    #expect(
      state.handle(.queue(nil), at: 500)
        == [.report(.lost("Slurm knows its job no more, and it left no answer"))])
  }

  @Test("a submission without an answer is looked up before it is made again")
  func doubt() {
    var taken = SubmissionState(timing: timing)
    #expect(taken.handle(.unanswered, at: 0).isEmpty)
    let jobID = SlurmJobID(job: "12", index: 0, isTask: false)
    #expect(taken.handle(.queue(entry("PENDING")), at: 5) == [.adopt(jobID)])
    #expect(taken.phase == .submitted)
    var missed = SubmissionState(timing: timing)
    #expect(missed.handle(.unanswered, at: 0).isEmpty)
    #expect(missed.handle(.queue(nil), at: 9).isEmpty)
    #expect(missed.handle(.queryFailed, at: 20).isEmpty)
    #expect(missed.handle(.queue(nil), at: 21) == [.submitAgain])
    #expect(missed.phase == .submitting)
    var over = SubmissionState(.doubtful(since: 0), timing: timing)
    #expect(over.handle(.exit(exit(.done)), at: 100) == [.report(.done)])
  }

  @Test("a job that may never start is mentioned once, and given up after a time")
  func hopeless() {
    var state = submitted()
    let waits = entry("PENDING", "ReqNodeNotAvail, UnavailableNodes:n1", nodes: "")
    #expect(
      state.handle(.queue(waits), at: 0) == [
        .warn(
          "job 12 waits and may never start: ReqNodeNotAvail, UnavailableNodes:n1")
      ])
    #expect(state.handle(.queue(waits), at: 40).isEmpty)
    #expect(state.handle(.queue(entry("PENDING", "Priority")), at: 45).isEmpty)
    #expect(state.handle(.queue(waits), at: 46).count == 1)
    #expect(state.handle(.queue(waits), at: 95).isEmpty)
    #expect(
      state.handle(.queue(waits), at: 96) == [
        .cancel,
        .report(
          .refused("its job 12 could not start: ReqNodeNotAvail, UnavailableNodes:n1")),
      ])
  }

  @Test("a state that this program doesn't know is no end")
  func unknown() {
    var state = submitted()
    for moment in 0..<100 {
      #expect(state.handle(.queue(entry("DREAMING")), at: Double(moment)).isEmpty)
      #expect(state.handle(.tick, at: Double(moment)).isEmpty)
    }
    #expect(state.handle(.exit(exit(.done)), at: 100) == [.report(.done)])
  }
}
