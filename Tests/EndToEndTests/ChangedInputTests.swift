import Foundation
import TestSupport
import Testing

@Suite("commands that write into what they read")
struct ChangedInputTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Makes an experiment in which `t` reads the output of `s`, and `u` reads both.
  private func write(_ command: String) throws {
    let text = """
      experiment: changed
      stages:
        s: {kind: shell, command: 'echo clean > o; echo other > other', outputs: [o, other]}
        t: {kind: shell, command: 'cp $s/o p; \(command)', inputs: s, outputs: [p]}
        u: {kind: shell, command: 'cat $s/o $t/p > q', inputs: {s: s, t: t}, outputs: [q]}

      """
    _ = try folder.write(text.utf8, to: "changed.yaml")
  }

  private func program(_ arguments: String...) throws -> Program.Outcome {
    try Program.run(arguments, in: folder)
  }

  @Test(
    "fail, each time anew, and nothing made from what they changed is kept",
    .enabled(if: getuid() == 0, "only root may write into stored files"),
    arguments: [
      "echo more >> $s/o", "printf wrong > $s/o",
      "touch -r $s/o was; printf wrong > $s/o; touch -r was $s/o", "rm -f $(readlink -f $s/o)",
      "echo more >> $s/other",
    ])
  func changed(command: String) throws {
    try write(command)
    for _ in 0..<3 {
      let run = try program("run", "changed.yaml")
      #expect(run.status == 1)
      #expect(run.complaints.contains("must not write into its inputs"), "\(run.complaints)")
      let plan = try program("plan", "changed.yaml", "--format", "csv").output
      let lines = plan.split(separator: "\n")
      #expect(lines.contains { $0.hasPrefix("t,") } && !plan.contains("t,shell,cached"))
      #expect(!plan.contains("u,shell,cached"))
    }
    // The stored file is what it was, or gone; what was changed lies in quarantine.
    _ = try program("run", "changed.yaml", "--only", "s")
    let verified = try program("cache", "verify")
    #expect(verified.status == 0, "\(verified.output)")
  }

  @Test("are distinguished from those that change a copy, or link to what they read")
  func copies() throws {
    try write("cp $s/o mine; echo more >> mine; ln -s $s/other linked")
    #expect(try program("run", "changed.yaml").status == 0)
    let plan = try program("plan", "changed.yaml", "--format", "csv").output
    #expect(plan.split(separator: "\n").dropFirst().allSatisfy { $0.contains(",cached,") })
  }
}
