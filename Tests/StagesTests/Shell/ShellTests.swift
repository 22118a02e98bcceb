import FoundationEssentials
import Glibc
import Pipeline
import Spec
import Stages
import TestSupport
import Testing

@Suite("commands as stages")
struct ShellTests {
  @Test("find their files, inputs and variables, and leave their outputs")
  func inputsAndOutputs() throws {
    let room = try ShellRoom(
      """
        text: {kind: shell, command: "printf 'a\\nb\\n' > words.txt", outputs: [words.txt]}
        count:
          kind: shell
          command: |
            test "$lines" = "$PWD/inputs/lines"
            sh count.sh inputs/lines/words.txt > sub.txt
            mkdir parts
            echo "$SEED $BONDLAB_THREADS" > parts/one.txt
          inputs: {lines: text}
          files: {count.sh: script.sh}
          environment: {SEED: 0x10}
          outputs: [sub.txt, parts/one.txt]
        joined:
          kind: shell
          command: [cp, inputs/count/parts/one.txt, copy.txt]
          inputs: [text, count]
          outputs: [copy.txt]
      """, files: ["script.sh": "wc -l < \"$1\" | tr -d ' '\n"])
    #expect(try room.text("sub.txt", of: "count") == "2\n")
    #expect(try room.text("parts/one.txt", of: "count") == "0x10 3\n")
    #expect(try room.text("copy.txt", of: "joined") == "0x10 3\n")
    let timings = try #require(room.outputs["count"]).timings
    #expect(timings.map(\.name).starts(with: ["command_seconds", "command_cpu_seconds"]))
    #expect(timings.allSatisfy { $0.value >= 0 && $0.value < 600 })
  }

  @Test("have a folder for each value that is gathered, and metrics beside the files")
  func gathering() throws {
    let room = try ShellRoom(
      """
        one:
          kind: shell
          command: |
            echo $V > v.txt
            echo "{\\"v\\": $V, \\"curve\\": [1, $V]}" > m.json
          environment: {V: "${seed}"}
          outputs: [v.txt]
          metrics: m.json
        plain: {kind: shell, command: "echo plain > p.txt", outputs: [p.txt]}
        all:
          kind: shell
          command: |
            cat $one/1/v.txt $one/a%2Fb/metrics.json inputs/plain/p.txt > all.txt
            cat inputs/one/1/curves.csv >> all.txt
          inputs: [one, plain]
          over: seed
          outputs: [all.txt]
        both:
          kind: shell
          command: cat inputs/one/1/x/v.txt > all.txt
          inputs: {one: varied}
          over: [seed, arm]
          outputs: [all.txt]
        varied:
          kind: shell
          command: [sh, -c, "echo $0-$1 > v.txt", "${seed}", "${arm}"]
          outputs: [v.txt]
      """.replacing("\"${seed}\"}", with: "\"${seed.value}\"}"),
      sweep: "{seed: {1: {value: 7}, a/b: {value: 9}}, arm: [x, y]}"
        .replacing("1:", with: "\"1\":"))
    #expect(
      try room.text("all.txt", of: "all")
        == """
        7
        {
          "v": 9,
          "curve": 9
        }
        plain
        metric,step,value
        curve,1,1.0
        curve,2,7.0

        """)
  }

  @Test(
    "fail with the reason",
    arguments: [
      ("exit 3", "the command ended with exit code 3"),
      ("kill -9 $$", "the command was killed by signal 9 (Killed); perhaps the machine ran out"),
      ("false; touch out.txt", "the command ended with exit code 1"),
      ("true", "left no `out.txt` in "),
      ("mkdir out.txt", "left `out.txt`, but not as a file of its own"),
      ("ln -s /etc/hosts out.txt", "left `out.txt`, but not as a file of its own"),
    ])
  func failures(command: String, reason: String) throws {
    let error = #expect(throws: (any Error).self) {
      try ShellRoom("  x: {kind: shell, command: \"\(command)\", outputs: [out.txt]}")
    }
    #expect("\(error as Any)".contains(reason), "\(error as Any)")
  }

  @Test("a program that isn't there fails the stage with its name")
  func missingProgram() throws {
    let error = #expect(throws: (any Error).self) {
      try ShellRoom("  x: {kind: shell, command: [no-such-program, 1]}")
    }
    #expect("\(error as Any)".contains("no-such-program can't be started: No such file"))
  }

  @Test("what a command has started ends with it, and a stopped one is asked to end")
  func endings() throws {
    let room = try ShellRoom(
      "  x: {kind: shell, command: \"sleep 1000 & echo $! > pid.txt\", outputs: [pid.txt]}")
    let text = try room.text("pid.txt", of: "x").trimmingPrefix(while: \.isWhitespace)
    let pid = try #require(Int32(text.filter(\.isNumber)))
    #expect(isGone(pid))
    let clock = ContinuousClock()
    let time = clock.measure {
      #expect(throws: StageStopped.self) {
        try ShellRoom("  x: {kind: shell, command: sleep 1000}", reporter: StoppingReporter())
      }
    }
    #expect(time < .seconds(9), "it ended at the first signal, not by force")
  }

  /// Whether a process ends soon, as a killed one does.
  ///
  /// The process that has taken it over may not have noticed its end yet.
  private func isGone(_ process: Int32) -> Bool {
    for _ in 0..<1000 {
      let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
      if stat?.contains(") Z ") ?? true { return true }
      usleep(10_000)
    }
    return false
  }

  @Test("content and names of declared files count in the key, and their paths don't")
  func keys() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write("1".utf8, to: "a.txt")
    _ = try folder.write("1".utf8, to: "b.txt")
    _ = try folder.write("2".utf8, to: "c.txt")
    func key(_ files: String) throws -> Fingerprint {
      let spec = "experiment: x\nstages: {x: {kind: shell, command: \"true\", files: \(files)}}"
      let stage = try plan(spec.utf8, file: folder.file("spec.yaml")).stages[0]
      return try StageKeying().recipe(of: stage)
    }
    #expect(try key("{a.txt: a.txt}") == key("{a.txt: b.txt}"))
    #expect(try key("{a.txt: a.txt}") == key("a.txt"))
    #expect(try key("{a.txt: a.txt}") == key("[a.txt]"))
    #expect(try key("{a.txt: a.txt}") != key("{a.txt: c.txt}"))
    #expect(try key("{a.txt: a.txt}") != key("{b.txt: a.txt}"))
  }
}
