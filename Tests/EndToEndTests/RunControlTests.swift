import Foundation
import TestSupport
import Testing

@Suite("how runs are controlled", .serialized)
struct RunControlTests {
  @Test(
    "a failure is printed last: cause, options, the log's end and the command that runs it alone")
  func failure() throws {
    let experiment = try ShellExperiment(
      """
      good: {kind: shell, command: "true"}
      bad: {kind: shell, command: "seq 50; exit 7"}
      """)
    let outcome = try experiment.run("--jobs", "1", "--keep-going")
    #expect(outcome.status == 1)
    let lines = outcome.complaints.split(separator: "\n").map(String.init)
    #expect(lines.contains("good  done in 0.0 s") || outcome.complaints.contains("good  done in"))
    let block = lines.drop { !$0.hasPrefix("bad (shell) failed") }
    #expect(block.first == "bad (shell) failed: the command ended with exit code 7")
    #expect(block.contains("    50") && block.count <= 40, "\(block)")
    #expect(block.last == "  run it alone: bondlab run shell.yaml --only bad")
    // On no terminal there is a line a stage before that, the sum, and where the tables are.
    #expect(lines.count - block.count == 4, "\(lines)")
  }

  @Test("a stage whose time is over ends with all that it began, and fails with that")
  func timeout() throws {
    let experiment = try ShellExperiment(
      """
      slow:
        kind: shell
        command: "sleep 90 & echo $! $$ > $ROOT/processes; trap '' TERM; sleep 90; sleep 90"
        timeout: 0.5 s
      """)
    let outcome = try experiment.run("--grace", "0.5 s")
    #expect(outcome.status == 1)
    #expect(
      outcome.complaints.contains("it took longer than the 0.5 s of its timeout"),
      "\(outcome.complaints)")
    let processes = try experiment.lines("processes", atLeast: 1)[0].split(separator: " ")
    #expect(processes.count == 2)
    for process in processes { expectEnd(of: String(process)) }
  }

  @Test("a failed stage is tried as often as it says, each time in a folder of its own")
  func retries() throws {
    let experiment = try ShellExperiment(
      """
      shaky:
        kind: shell
        command: "pwd >> $ROOT/tries; test $(wc -l < $ROOT/tries) -ge 3"
        retries: 2
      """)
    let outcome = try experiment.run()
    #expect(outcome.status == 0, "\(outcome.complaints)")
    let folders = try experiment.lines("tries", atLeast: 3)
    #expect(folders.count == 3 && Set(folders).count == 3)
    let other = try ShellExperiment("shaky: {kind: shell, command: echo >> $ROOT/tries; exit 1}")
    #expect(try other.run("--retries", "1").status == 1)
    #expect(other.text("tries") == "\n\n")
  }

  @Test("a stage that asks for what is not there is refused; stages of one token take turns")
  func tokens() throws {
    let experiment = try ShellExperiment(
      """
      a: &a
        kind: shell
        command: "echo a+ >> $ROOT/order; sleep 0.2; echo a- >> $ROOT/order"
        resources: {gpu: 1}
      b:
        <<: *a
        command: "echo b+ >> $ROOT/order; sleep 0.2; echo b- >> $ROOT/order"
      """)
    let refused = try experiment.run()
    #expect(refused.status == 2)
    #expect(refused.complaints.contains("--tokens gpu=1"), "\(refused.complaints)")
    #expect(experiment.text("order").isEmpty)
    let outcome = try experiment.run("--tokens", "gpu=1", "--jobs", "2")
    #expect(outcome.status == 0, "\(outcome.complaints)")
    #expect(experiment.text("order") == "a+\na-\nb+\nb-\n")
  }

  @Test("programs get every event, one JSON object a line, and nothing else is printed")
  func json() throws {
    let experiment = try ShellExperiment(
      """
      a: {kind: shell, command: "true"}
      b: {kind: shell, command: "exit 3"}
      c: {kind: shell, command: "true", inputs: {b: b}}
      """)
    let outcome = try experiment.run("--json", "--jobs", "1", "--keep-going")
    #expect(outcome.status == 1 && outcome.complaints.isEmpty, "\(outcome.complaints)")
    let events = try outcome.output.split(separator: "\n").map { line in
      try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(line)")
    }
    let names = events.map { "\($0["event"] ?? "") \($0["stage"] ?? "")" }
    #expect(
      Set(names) == ["started a", "done a", "started b", "failed b", "skipped c", "finished "])
    #expect(events.last?["outcome"] as? String == "failed")
    #expect(events.allSatisfy { $0["run"] as? Int == 1 && $0["time"] is String })
    let failed = events.first { $0["event"] as? String == "failed" }
    #expect(failed?["cause"] as? String == "error")
  }

  @Test("a command at the end knows how it went, and its own failure changes nothing")
  func completion() throws {
    let experiment = try ShellExperiment(
      """
      a: {kind: shell, command: "true"}
      b: {kind: shell, command: "exit 3"}
      """)
    let names = ["OUTCOME", "EXPERIMENT", "RUN", "RESULTS", "FAILED"]
    let words = names.map { "\"$BONDLAB_\($0)\"" }.joined(separator: " ")
    let command = "printf '%s\\n' \(words) > values; exit 5"
    let outcome = try experiment.run("--keep-going", "--on-done", command)
    #expect(outcome.status == 1)
    #expect(outcome.complaints.contains("it ended with exit code 5"), "\(outcome.complaints)")
    #expect(outcome.complaints.hasSuffix("--only b\n"))
    let values = try experiment.lines("values", atLeast: 5)
    #expect(values[0...2] == ["failed", "shell", "1"] && values[4] == "b")
    #expect(values[3].hasSuffix("/Results"))
  }

  @Test("a detached run says where it is, and goes on alone; what is wrong is printed at once")
  func detached() throws {
    let experiment = try ShellExperiment(
      """
      a: {kind: shell, command: "until test -e $ROOT/go; do sleep 0.05; done", outputs: []}
      """)
    let outcome = try experiment.run("--detach")
    #expect(outcome.status == 0, "\(outcome.complaints)")
    let words = outcome.output.split(whereSeparator: \.isWhitespace).map(String.init)
    let process = words[1]
    #expect(isAlive(process))
    let index = try #require(words.firstIndex(of: "log:"))
    #expect(FileManager.default.fileExists(atPath: experiment.folder.file(words[index + 1])))
    _ = try experiment.folder.write([], to: "go")
    expectEnd(of: process)
    #expect(experiment.text(words[index + 1]).contains("1/1 done"))
    let wrong = try experiment.run("--detach", "--only", "nothing")
    #expect(wrong.status == 2 && wrong.output.isEmpty)
  }

  @Test("a detached run is stopped by the signal that it names")
  func detachedStop() throws {
    let experiment = try ShellExperiment(
      """
      a: {kind: shell, command: "echo $$ > $ROOT/process; sleep 60"}
      """)
    let outcome = try experiment.run("--detach")
    let words = outcome.output.split(whereSeparator: \.isWhitespace).map(String.init)
    let index = try #require(words.firstIndex(of: "-INT"))
    let command = try experiment.lines("process", atLeast: 1)[0]
    kill(try #require(pid_t(words[index + 1])), SIGINT)
    for process in [words[index + 1], command] { expectEnd(of: process) }
    let again = try Program.run(["plan", "shell.yaml"], in: experiment.folder)
    #expect(again.output.contains("1 to do"), "\(again.output)")
  }

  @Test(
    "an interrupt ends commands, too; so does the end of the coordinator",
    arguments: [
      [SIGINT], [SIGINT, SIGINT], [SIGKILL],
    ])
  func signals(_ signals: [Int32]) throws {
    let experiment = try ShellExperiment(
      """
      a:
        kind: shell
        command: "trap '' TERM; echo $$ > $ROOT/process; while true; do sleep 0.1; done"
      """)
    // The second interrupt does not wait for this, nor does the end of a killed coordinator.
    let grace = signals == [SIGINT] ? "1 s" : "60 s"
    let program = try experiment.start("--grace", grace)
    let process = try experiment.lines("process", atLeast: 1)[0]
    let begin = Date()
    for signal in signals {
      program.send(signal)
      usleep(50_000)
    }
    let outcome = program.outcome()
    #expect(outcome.status == (signals == [SIGKILL] ? SIGKILL : 3), "\(outcome.complaints)")
    let runs = try Program.run(["runs", "--format", "csv"], in: experiment.folder).output
    #expect(runs.contains(",interrupted,") && !runs.contains(",running,"), "\(runs)")
    expectEnd(of: process)
    #expect(Date().timeIntervalSince(begin) < 40)
  }

  @Test("runs beside each other share the work: each stage is done once, and both finish")
  func together() throws {
    let stages = (0..<12).map { number in
      let command = "echo \(number) >> $ROOT/done; sleep 0.05"
      return "s\(number): {kind: shell, command: \"\(command)\"}"
    }
    let experiment = try ShellExperiment(stages.joined(separator: "\n"))
    let programs = try (0..<3).map { _ in try experiment.start() }
    for program in programs {
      let outcome = program.outcome()
      #expect(outcome.status == 0, "\(outcome.complaints)")
    }
    let done = experiment.text("done").split(separator: "\n").compactMap { Int($0) }
    #expect(done.sorted() == Array(0..<12))
  }
}
