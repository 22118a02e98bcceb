import Foundation
import TestSupport
import Testing

@Suite("tables made again from their companions")
struct ReproduceTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try writeSpec()
  }

  private func writeSpec(command: String = "true") throws {
    let text = """
      experiment: made
      vars: {scale: 1}
      sweep: {arm: {"=1+1": {number: 1}, "a, \\"b\\"": {number: 2}}, seed: [1, 2, 3]}
      stages:
        s:
          kind: shell
          command: '\(command); printf "{\\"code\\": 0.%s}" $ARM$SEED$SCALE > metrics.json'
          environment: {ARM: "${arm.number}", SEED: "${seed}", SCALE: "${scale}"}
          metrics: metrics.json
        verdict: {kind: ablate, over: arm, baseline: "=1+1", measure: s.code, pair: seed}
      tables: {main: {rows: [arm], columns: [s.code], over: seed}}

      """
    _ = try folder.write(text.utf8, to: "made.yaml")
  }

  private func program(_ arguments: String...) throws -> Program.Outcome {
    try Program.run(arguments, in: folder)
  }

  private func text(_ file: String) throws -> String {
    try String(contentsOfFile: folder.file("Results/made/\(file)"), encoding: .utf8)
  }

  private func reproduce(_ name: String = "main", _ arguments: String...) throws -> Program.Outcome
  {
    try Program.run(["reproduce", "Results/made/\(name).csv.json"] + arguments, in: folder)
  }

  /// Changes a text of the table, and the digest in its companion with it.
  private func change(_ former: String, to new: String) throws {
    let table = try text("main.csv")
    #expect(table.contains(former))
    _ = try folder.write(table.replacing(former, with: new).utf8, to: "Results/made/main.csv")
    let digest = try Program.run(script: "sha256sum Results/made/main.csv", in: folder).output
    try changeCompanion(/"sha256": "[0-9a-f]+"/, to: "\"sha256\": \"\(digest.prefix(64))\"")
  }

  private func changeCompanion(_ part: some RegexComponent, to new: String) throws {
    let companion = try text("main.csv.json")
    #expect(companion.contains(part))
    _ = try folder.write(
      companion.replacing(part, with: new).utf8, to: "Results/made/main.csv.json")
  }

  @Test("a run leaves companions, and an export of the same results the same bytes")
  func companions() throws {
    let run = try program("run", "made.yaml", "--set", "scale=2")
    #expect(run.status == 0, "\(run.complaints)")
    #expect(run.complaints.contains("wrote main.csv, verdict.csv, results.csv in"))
    let names = ["main", "verdict", "results"]
    for name in names {
      let companion = try text("\(name).csv.json")
      #expect(!companion.contains(folder.path) && !companion.contains(Host.current().name ?? "?"))
      #expect(companion.contains("\"set\": [\n    \"scale=2\"\n  ]"))
      #expect(companion.contains("\"path\": \"made.yaml\""))
      #expect(companion.contains("\"blas_kernel\""))
    }
    #expect(try text("main.csv.json").contains(#""s[arm=a\\, \"b\",seed=2]": ""#))
    #expect(try !text("main.csv.json").contains("\"verdict\""))
    #expect(try text("verdict.csv.json").contains("\"verdict\": \""))
    let export = try program("export", "made.yaml", "--set", "scale=2", "--out", "out")
    #expect(export.status == 0)
    for name in names {
      let again = try String(
        contentsOfFile: folder.file("out/\(name).csv.json"), encoding: .utf8)
      #expect(try again == text("\(name).csv.json"), "\(name)")
    }
  }

  @Test("every cell comes out again, in a folder that is gone afterwards")
  func equal() throws {
    #expect(try program("run", "made.yaml", "--set", "scale=2").status == 0)
    let temporary = folder.file("temporary")
    try FileManager.default.createDirectory(atPath: temporary, withIntermediateDirectories: false)
    for (name, cells) in [("main", 8), ("results", 0), ("verdict", 0)] {
      let outcome = try Program.run(
        ["reproduce", "Results/made/\(name).csv.json"], in: folder, setting: ["TMPDIR": temporary])
      #expect(outcome.status == 0, "\(outcome.output)\(outcome.complaints)")
      #expect(outcome.output.hasPrefix("Results/made/\(name).csv: all "))
      if cells > 0 { #expect(outcome.output.contains("all \(cells) cells are equal")) }
      #expect(outcome.complaints.contains("made.yaml has the companion's text"))
      #expect(outcome.complaints.contains("s[arm==1+1,seed=1]  done in"))
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: temporary).isEmpty)
    #expect(try program("runs", "--format", "csv").output.split(separator: "\n").count == 2)
  }

  @Test("a cell that differs is named with both values")
  func differing() throws {
    #expect(try program("run", "made.yaml").status == 0)
    try change("0.221", to: "0.222")
    let outcome = try reproduce()
    #expect(outcome.status == 1)
    #expect(outcome.output.contains("Results/made/main.csv: 1 of 8 cells differ"))
    let line = try #require(outcome.output.split(separator: "\n").last)
    let words = line.split(separator: /\s{2,}/).map(String.init)
    #expect(words.prefix(5) == ["2", "a, \"b\"", "s.code_mean", "0.222", "0.221"])
    #expect(words.last?.hasPrefix("0.0045") == true)
  }

  @Test("the companion's text is used, whatever became of the file")
  func changedSpec() throws {
    #expect(try program("run", "made.yaml").status == 0)
    try writeSpec(command: "exit 7")
    let changed = try reproduce()
    #expect(changed.status == 0, "\(changed.complaints)")
    #expect(
      changed.complaints.contains("made.yaml differs from the companion's text, which is used"))
    try FileManager.default.removeItem(atPath: folder.file("made.yaml"))
    let gone = try reproduce()
    #expect(gone.status == 0 && gone.complaints.contains("made.yaml is not here; its text is"))
    #expect(try reproduce("main", "--quiet").complaints == "")
  }

  @Test("on a machine of another class, fractions may differ by the tolerance")
  func otherClass() throws {
    #expect(try program("run", "made.yaml").status == 0)
    try change("0.221", to: "0.2211")
    try changeCompanion(/"blas_kernel": "\w+"/, to: "\"blas_kernel\": \"Other\"")
    let outcome = try reproduce()
    #expect(outcome.status == 0, "\(outcome.output)")
    #expect(outcome.output.contains("7 of 8 cells are equal, and 1 differ by at most 0.00045"))
    #expect(outcome.output.contains("tolerance 0.01, relatively"))
    #expect(outcome.output.contains("blas_kernel Other") && outcome.output.contains("  here:    "))
    #expect(try reproduce("main", "--tolerance", "1e-6").status == 1)
    #expect(try reproduce("main", "--tolerance", "-1").status == 2)
  }

  @Test("a failed stage is reported, and what failed before is compared as such")
  func failing() throws {
    try writeSpec(command: "test $ARM$SEED != 13 || exit 3")
    let run = try program("run", "made.yaml", "--keep-going")
    #expect(run.status == 1)
    #expect(try text("results.csv.json").contains("\"failed\": 1"))
    try writeSpec()
    let outcome = try reproduce()
    #expect(outcome.status == 1 && outcome.output.contains("all 8 cells are equal"))
    #expect(outcome.complaints.contains("s[arm==1+1,seed=3] (shell) failed"))
  }

  @Test("files that don't belong together, and what is no companion, are refused all at once")
  func refused() throws {
    #expect(try program("run", "made.yaml").status == 0)
    let companion = try text("main.csv.json")
    _ = try folder.write(try text("main.csv").utf8 + [0x0A], to: "Results/made/main.csv")
    _ = try folder.write(companion.utf8.prefix(200), to: "Results/made/cut.csv.json")
    _ = try folder.write("x\n".utf8, to: "Results/made/cut.csv")
    _ = try folder.write(companion.utf8, to: "Results/made/alone.csv.json")
    let names = ["main.csv", "main.csv.json", "cut.csv.json", "alone.csv.json", "none.csv.json"]
    let outcome = try Program.run(
      ["reproduce"] + names.map { "Results/made/\($0)" }, in: folder)
    #expect(outcome.status == 2 && outcome.output.isEmpty)
    let said = outcome.complaints
    #expect(said.contains("main.csv is no companion"))
    #expect(said.contains("; type Results/made/main.csv.json"))
    #expect(said.contains("Results/made/main.csv is not the file that"))
    #expect(said.contains(#/Results/made/cut\.csv\.json:\d+:\d+: error: the companion /#))
    #expect(said.contains("Results/made/alone.csv: can't be read"))
    #expect(said.contains("Results/made/none.csv.json: can't be read"))
    #expect(try program("reproduce").status == 2)
  }

  @Test("an edited companion is refused where its spec is wrong or has no such table")
  func edited() throws {
    #expect(try program("run", "made.yaml").status == 0)
    let companion = try text("main.csv.json")
    try changeCompanion(/"table": "main"/, to: "\"table\": \"maim\"")
    let renamed = try reproduce()
    #expect(renamed.status == 2)
    #expect(renamed.complaints.contains("its spec has no table 'maim'; did you mean 'main'?"))
    _ = try folder.write(
      companion.replacing("kind: shell", with: "kind: shelf").utf8,
      to: "Results/made/main.csv.json")
    let wrong = try reproduce()
    #expect(wrong.status == 2 && wrong.complaints.contains("made.yaml:6:11: error: "))
    _ = try folder.write(
      companion.replacing(/"program": "[^"]+"/, with: "\"program\": \"0.0.1\"").utf8,
      to: "Results/made/main.csv.json")
    let older = try reproduce()
    #expect(older.status == 0 && older.complaints.contains("bondlab 0.0.1 made the table; this is"))
  }

  @Test("missing data are named with the command that fetches them")
  func missingData() throws {
    #expect(try program("run", "made.yaml").status == 0)
    let former = "        \"stages:\","
    let new = "\(former)\n        \"  extra: {kind: load, model: minilm-l6}\","
    for name in ["main", "results"] {
      let companion = try text("\(name).csv.json")
      #expect(companion.contains(former))
      _ = try folder.write(
        companion.replacing(former, with: new).utf8, to: "Results/made/\(name).csv.json")
    }
    #expect(try reproduce().status == 0)
    let outcome = try Program.run(
      ["reproduce", "Results/made/results.csv.json"], in: folder,
      setting: ["HOME": folder.path, "XDG_DATA_HOME": folder.path, "BONDLAB_DATA": folder.path])
    #expect(outcome.status == 2 && outcome.complaints.contains("bondlab data get"))
  }

  @Test("results stay where they are to be kept, and are taken from there")
  func kept() throws {
    #expect(try program("run", "made.yaml").status == 0)
    #expect(try reproduce("main", "--results", "Again").status == 0)
    let again = try reproduce("results", "--results", "Again")
    #expect(again.status == 0 && again.complaints.contains("Again has results already"))
    #expect(try program("runs", "--results", "Again", "--format", "csv").output.contains("made"))
    #expect(!FileManager.default.fileExists(atPath: folder.file("Again/made")))
  }

  @Test("files for spreadsheets are made again as such, and a later run knows what they have")
  func spreadsheets() throws {
    #expect(try program("run", "made.yaml").status == 0)
    let plain = try text("main.csv")
    #expect(try program("export", "made.yaml", "--excel").status == 0)
    let safe = try text("main.csv")
    let bytes = try Data(contentsOf: URL(filePath: folder.file("Results/made/main.csv")))
    #expect(bytes.starts(with: Array("\u{FEFF}arm,s.code_mean".utf8)))
    #expect(safe.contains("\n'=1+1,0.121,") && safe.contains("\n\"a, \"\"b\"\"\",0.221,"))
    #expect(try reproduce().output.contains("all 8 cells are equal"))
    let again = try program("run", "made.yaml")
    #expect(!again.complaints.contains("that this run lacks"))
    #expect(try text("main.csv") == plain)
    let table = try program("table", "made.yaml", "main", "--format", "csv", "--excel")
    #expect(table.output == safe)
    #expect(try program("table", "made.yaml", "--excel").status == 2)
  }

  @Test("companions go and stay with their tables")
  func removal() throws {
    #expect(try program("run", "made.yaml").status == 0)
    let whole = try String(contentsOfFile: folder.file("made.yaml"), encoding: .utf8)
    let lines = whole.split(separator: "\n").filter { !$0.hasPrefix("tables:") }
    _ = try folder.write("\(lines.joined(separator: "\n"))\n".utf8, to: "made.yaml")
    #expect(try program("run", "made.yaml").complaints.contains("removed main.csv in"))
    let path = folder.file("Results/made")
    let left = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    #expect(left == ["results.csv", "results.csv.json", "verdict.csv", "verdict.csv.json"])
    _ = try folder.write(try text("verdict.csv").utf8 + [0x0A], to: "Results/made/verdict.csv")
    let other = lines.filter { !$0.hasPrefix("  verdict:") }
    _ = try folder.write("\(other.joined(separator: "\n"))\n".utf8, to: "made.yaml")
    #expect(try program("export", "made.yaml").status == 0)
    let kept = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    #expect(kept == left)
  }
}
