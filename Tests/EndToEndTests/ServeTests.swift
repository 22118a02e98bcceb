import Foundation
import GRDB
import TestSupport
import Testing

@Suite("serving runs")
struct ServeTests {
  @Test("a run is followed to its end, with its report, and compared with another")
  func running() throws {
    let experiment = try ShellExperiment(
      """
      quick: {kind: shell, command: "echo '<b>done</b>'"}
      slow: {kind: shell, command: "> $ROOT/begun; until [ -e $ROOT/go ]; do sleep 0.1; done"}
      late: {kind: shell, inputs: [slow], command: "echo '<i>no</i> luck' >&2; exit 3"}
      """)
    let served = try ServedFolder(experiment.folder)
    #expect(try served.get("/").text.contains("Nothing has been run here yet."))
    #expect(try served.get("/runs/1").status == 404)
    let run = try experiment.start("--keep-going")
    let end = Date(timeIntervalSinceNow: 30)
    while !FileManager.default.fileExists(atPath: experiment.folder.file("begun")) {
      try #require(Date() < end)
      usleep(10_000)
    }
    #expect(try served.get("/runs/1", having: "1/3 done").contains("running for"))
    #expect(try served.get("/", having: "running").contains("href=\"/runs/1\""))
    let stream = try served.events(ofRun: 1)
    _ = try experiment.folder.write([], to: "go")
    let sent = stream.receive(seconds: 60) { bytes in
      String(decoding: bytes.suffix(200), as: UTF8.self).contains("event: end")
    }
    #expect(String(decoding: sent.bytes, as: UTF8.self).contains("run 1: failed after"))
    #expect(run.outcome().status == 1)
    let ended = try served.get("/runs/1", having: "failed after")
    #expect(ended.contains("late: ") && !ended.contains("<i>no"))
    #expect(!ended.contains("data-events"))
    let report = try served.get("/runs/1/report", having: "1 failed")
    #expect(report.contains("&lt;b&gt;done&lt;/b&gt;") && !report.contains("<b>done"))
    #expect(try experiment.run().status == 1)
    let difference = try served.get("/compare?a=1&b=2", having: "run 1 and run 2")
    #expect(difference.contains("<h1>run 1 and run 2</h1>"))
  }

  @Test("a report is made of what is stored, also where the spec and its files are gone")
  func stored() throws {
    let experiment = try ShellExperiment("only: {kind: shell, command: \"echo ${word}\"}")
    let text = experiment.text("shell.yaml").replacing(
      "stages:", with: "include: base.yaml\nsweep: {word: [a, b]}\nstages:")
    _ = try experiment.folder.write(text.utf8, to: "shell.yaml")
    _ = try experiment.folder.write("vars: {unused: 1}\n".utf8, to: "base.yaml")
    #expect(try experiment.run("--set", "word=[c, d, e]", "--jobs", "1").status == 0)
    for name in ["shell.yaml", "base.yaml"] {
      try FileManager.default.removeItem(atPath: experiment.folder.file(name))
    }
    let before = try files(in: experiment.folder)
    let served = try ServedFolder(experiment.folder)
    let report = try served.get("/runs/1/report").text
    #expect(report.contains("only[word=d]") && report.contains("3 of 3 done"))
    for path in ["/", "/runs/1", "/compare?a=1&b=1", "/compare?a=1&b=9", "/runs/9/report"] {
      _ = try served.get(path)
    }
    served.program.send(SIGTERM)
    #expect(served.program.outcome().status == 0)
    #expect(try files(in: experiment.folder) == before)
  }

  private func files(in folder: TemporaryFolder) throws -> [String: Data?] {
    let root = folder.file("Results")
    let names = try FileManager.default.subpathsOfDirectory(atPath: root)
    return Dictionary(
      uniqueKeysWithValues: names.map {
        ($0, try? Data(contentsOf: URL(filePath: "\(root)/\($0)")))
      })
  }

  @Test("no log outside the results folder is shown, whatever the database or a link says")
  func logs() throws {
    let experiment = try ShellExperiment(
      """
      fine: {kind: shell, command: "echo plain words"}
      led: {kind: shell, command: "echo 1"}
      linked: {kind: shell, command: "echo 2"}
      piped: {kind: shell, command: "echo 3"}
      """)
    #expect(try experiment.run().status == 0)
    let secret = try experiment.folder.write("step 1: loss 7.25, secret\n".utf8, to: "secret.txt")
    let logs = experiment.folder.file("Results/logs/1")
    for name in ["linked", "piped"] {
      try FileManager.default.removeItem(atPath: "\(logs)/\(name).log")
    }
    try FileManager.default.createSymbolicLink(
      atPath: "\(logs)/linked.log", withDestinationPath: secret)
    #expect(mkfifo("\(logs)/piped.log", 0o600) == 0)
    let database = try DatabaseQueue(path: experiment.folder.file("Results/bondlab.sqlite"))
    try database.write { database in
      let detour = "\(logs)/../../../secret.txt"
      try database.execute(
        sql: "UPDATE run_stage SET log = ? WHERE stage = 'led'", arguments: [detour])
    }
    try database.close()
    let served = try ServedFolder(experiment.folder)
    let report = try served.get("/runs/1/report").text
    #expect(report.contains("plain words"))
    for page in [report, try served.get("/runs/1").text] {
      #expect(!page.contains("secret") && !page.contains("7.25"))
    }
    for path in ["/Results/logs/1/fine.log", "/logs/1/fine.log", "/secret.txt", "/../secret.txt"] {
      #expect([400, 404].contains(try served.get(path).status))
    }
    #expect(try served.get("/", host: "evil.example").status == 403)
  }

  @Test("ends with Control-C although streams are open, and says which port is taken")
  func end() throws {
    let experiment = try ShellExperiment("only: {kind: shell, command: \"true\"}")
    #expect(try experiment.run().status == 0)
    let served = try ServedFolder(experiment.folder)
    let other = try Program.run(["serve", "--port", "\(served.port)"], in: experiment.folder)
    #expect(other.status == 2)
    #expect(other.complaints.contains("port \(served.port) is taken by another program"))
    #expect(try Program.run(["serve", "--port", "70000"], in: experiment.folder).status == 2)
    let streams = try (0..<3).map { _ in try served.events(ofRun: 1) }
    for stream in streams {
      let (bytes, _) = stream.receive(seconds: 20) {
        String(decoding: $0, as: UTF8.self).contains("event: end")
      }
      #expect(String(decoding: bytes, as: UTF8.self).contains("run 1: done"))
    }
    served.program.send(SIGINT)
    for stream in streams { #expect(stream.receive(seconds: 10).isClosed) }
    #expect(served.program.outcome().status == 0)
  }
}
