import Foundation
import TestSupport
import Testing

/// An experiment whose metrics are made of the values in the spec, so that each shows from which
/// state of the spec it comes.
private struct NumberedExperiment {
  let arms: [String]
  let seeds: [Int]
  let steps: Int

  /// Computes the metric of a stage: the arm's number, the seed and the steps as three digits.
  static func metric(_ arm: String, _ seed: Int, _ steps: Int) -> Double {
    Double("0.\(number(arm))\(seed)\(steps)") ?? .nan
  }

  private static func number(_ arm: String) -> Int {
    ["a": 1, "b": 2, "c": 3][arm] ?? 9
  }

  func write(to folder: TemporaryFolder, _ file: String = "spec.yaml") throws {
    let values = arms.map { "\($0): {number: \(Self.number($0))}" }.joined(separator: ", ")
    let text = """
      experiment: numbered
      vars: {steps: \(steps)}
      sweep: {arm: {\(values)}, seed: [\(seeds.map(String.init).joined(separator: ", "))]}
      stages:
        s:
          kind: shell
          command: 'printf "{\\"code\\": 0.%s}" $ARM$SEED$STEPS > metrics.json'
          environment: {ARM: "${arm.number}", SEED: "${seed}", STEPS: "${steps}"}
          metrics: metrics.json
      tables: {main: {rows: [arm], columns: [s.code], over: seed}}

      """
    _ = try folder.write(text.utf8, to: file)
  }
}

@Suite("tables of the spec as it is now")
struct CurrentTablesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func program(_ arguments: String...) throws -> Program.Outcome {
    try Program.run(arguments, in: folder)
  }

  private func written(_ file: String = "main.csv") throws -> String {
    try String(contentsOfFile: folder.file("Results/numbered/\(file)"), encoding: .utf8)
  }

  @Test("what another value of a variable gave is not shown; back again, it is")
  func otherValue() throws {
    try NumberedExperiment(arms: ["a", "b"], seeds: [1, 2, 3], steps: 1).write(to: folder)
    #expect(try program("run", "spec.yaml").status == 0)
    let table = try program("table", "spec.yaml", "main")
    #expect(table.output.contains("0.1210 ± 0.0100") && !table.complaints.contains("not run"))
    let other = try program("table", "spec.yaml", "main", "--set", "steps=9")
    #expect(other.status == 0 && !other.output.contains("0."))
    #expect(other.output.contains("not run"))
    #expect(
      other.complaints.contains(
        "not run: 6 of 6 stages, s[arm=a,seed=1] the first; "
          + "type: bondlab run spec.yaml --set steps=9"))
    let arguments = ["table", "spec.yaml", "--set", "steps=9", "--complete"]
    #expect(try Program.run(arguments, in: folder).status == 1)
    let exporting = ["export", "spec.yaml", "--set", "steps=9", "--complete", "--out", "out"]
    #expect(try Program.run(exporting, in: folder).status == 1)
    #expect(!FileManager.default.fileExists(atPath: folder.file("out")))
    #expect(try program("run", "spec.yaml", "--set", "steps=9", "--set", "seed=[1, 2]").status == 0)
    let partial = try program("table", "spec.yaml", "main", "--set", "steps=9")
    #expect(partial.output.contains("0.1240 ± 0.0071 (2 of 3)"))
    #expect(try program("table", "spec.yaml", "main").output == table.output)
  }

  @Test("a run with fewer values leaves fuller tables as they are, and says how to replace them")
  func fewerValues() throws {
    try NumberedExperiment(arms: ["a", "b"], seeds: [1, 2, 3], steps: 1).write(to: folder)
    #expect(try program("run", "spec.yaml").status == 0)
    let (full, all) = (try written(), try written("results.csv"))
    let fewer = try program("run", "spec.yaml", "--set", "seed=[1]")
    #expect(fewer.status == 0 && fewer.output.contains("0.1110"))
    #expect(fewer.complaints.contains("has tables with 4 entries that this run lacks"))
    #expect(fewer.complaints.contains("bondlab export spec.yaml --set 'seed=[1]' --out FOLDER"))
    #expect(try written() == full && written("results.csv") == all)
    #expect(try program("export", "spec.yaml", "--set", "seed=[1]").status == 0)
    #expect(try written() != full)
    let again = try program("run", "spec.yaml")
    #expect(!again.complaints.contains("that this run lacks"))
    #expect(try written() == full && written("results.csv") == all)
  }

  @Test("another spec of the same name neither shows nor replaces the first one's tables")
  func sameName() throws {
    try NumberedExperiment(arms: ["a", "b"], seeds: [1, 2, 3], steps: 1).write(to: folder)
    #expect(try program("run", "spec.yaml").status == 0)
    let (full, shown) = (try written(), try program("table", "spec.yaml").output)
    try NumberedExperiment(arms: ["c"], seeds: [1, 2, 3], steps: 1).write(to: folder, "other.yaml")
    let before = try program("table", "other.yaml")
    #expect(before.output.contains("not run") && !before.output.contains("0."))
    let other = try program("run", "other.yaml")
    #expect(other.output.contains("0.3210 ± 0.0100"))
    #expect(other.complaints.contains("has tables with 6 entries that this run lacks"))
    #expect(try written() == full)
    #expect(try program("table", "spec.yaml").output == shown)
  }

  @Test("a spec without tables prints none and leaves none that was made of it when it had some")
  func withoutTables() throws {
    try NumberedExperiment(arms: ["a", "b"], seeds: [1], steps: 1).write(to: folder)
    #expect(try program("run", "spec.yaml").status == 0)
    let text = try String(contentsOfFile: folder.file("spec.yaml"), encoding: .utf8)
    let lines = text.split(separator: "\n").filter { !$0.hasPrefix("tables:") }
    _ = try folder.write("\(lines.joined(separator: "\n"))\n".utf8, to: "spec.yaml")
    _ = try folder.write("mine\n".utf8, to: "Results/numbered/own.csv")
    let run = try program("run", "spec.yaml")
    #expect(run.status == 0 && run.output.isEmpty, "\(run.output)")
    #expect(
      run.complaints.contains("removed main.csv in Results/numbered: not of this spec any more"))
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.file("Results/numbered"))
    #expect(left.sorted() == ["own.csv", "results.csv", "results.csv.json"])
    let table = try program("table", "spec.yaml")
    #expect(table.status == 0 && table.output.isEmpty)
    #expect(table.complaints.contains("'bondlab table spec.yaml results' has every metric"))
    #expect(try program("table", "spec.yaml", "main").status == 2)
  }

  @Test("a failed stage is distinguished from one that was not run")
  func failure() throws {
    try NumberedExperiment(arms: ["a"], seeds: [1, 2], steps: 1).write(to: folder)
    let file = folder.file("spec.yaml")
    let text = try String(contentsOfFile: file, encoding: .utf8)
    let failing = text.replacing("rows: [arm]", with: "rows: [arm, seed]")
      .replacing(", over: seed", with: "").replacing("'printf", with: "'test $SEED = 1 && printf")
    _ = try folder.write(failing.utf8, to: "spec.yaml")
    let run = try program("run", "spec.yaml", "--keep-going")
    #expect(run.status == 1 && run.output.contains("failed"))
    #expect(run.complaints.contains("wrote main.csv, results.csv in Results/numbered after"))
    #expect(try written() == "arm,seed,s.code\na,1,0.111\na,2,failed\n")
    let table = try program("table", "spec.yaml", "--format", "csv")
    #expect(table.output == "arm,seed,s.code\na,1,0.111\na,2,failed\n")
    #expect(table.complaints.contains("failed: 1 of 2 stages, s[arm=a,seed=2] alone"))
  }

  /// Number of rounds; `BONDLAB_TABLE_ROUNDS=200` for a long test.
  private static let rounds =
    ProcessInfo.processInfo.environment["BONDLAB_TABLE_ROUNDS"].flatMap(Int.init) ?? 12

  @Test("whatever is edited, run and printed in what order, every metric is the printed spec's")
  func anyOrder() throws {
    var numbers = SeededNumbers(seed: 15)
    var done: Set<[String]> = []
    for _ in 0..<Self.rounds {
      let arms = ["a", "b", "c"].filter { _ in Bool.random(using: &numbers) }
      let seeds = [1, 2, 3].filter { _ in Bool.random(using: &numbers) }
      let steps = Int.random(in: 1...2, using: &numbers)
      if arms.isEmpty || seeds.isEmpty { continue }
      try NumberedExperiment(arms: arms, seeds: seeds, steps: steps).write(to: folder)
      if done.isEmpty || Bool.random(using: &numbers) {
        #expect(try program("run", "spec.yaml", "--quiet").status == 0)
        for arm in arms { for seed in seeds { done.insert([arm, "\(seed)", "\(steps)"]) } }
      }
      let shown = try program("table", "spec.yaml", "--format", "json")
      let rows = try JSONDecoder().decode([ShownRow].self, from: Data(shown.output.utf8))
      #expect(rows.map(\.arm) == arms)
      for row in rows {
        let finished = seeds.filter { done.contains([row.arm, "\($0)", "\(steps)"]) }
        let values = finished.map { NumberedExperiment.metric(row.arm, $0, steps) }
        #expect(row.code.count == values.count)
        let mean = values.reduce(0, +) / Double(max(1, values.count))
        #expect(abs((row.code.mean ?? 0) - mean) < 1e-12)
      }
    }
  }
}

/// A row of the experiment's table, read from JSON.
private struct ShownRow: Decodable {
  struct Mean: Decodable {
    let mean: Double?
    let count: Int

    private enum Member: String, CodingKey {
      case mean, n
    }

    init(from decoder: any Decoder) throws {
      if (try? decoder.singleValueContainer().decode(String.self)) == "not run" {
        (mean, count) = (nil, 0)
        return
      }
      let members = try decoder.container(keyedBy: Member.self)
      mean = try members.decode(Double.self, forKey: .mean)
      count = try members.decode(Int.self, forKey: .n)
    }
  }

  let arm: String
  let code: Mean

  private enum Column: String, CodingKey {
    case arm
    case code = "s.code"
  }

  init(from decoder: any Decoder) throws {
    let row = try decoder.container(keyedBy: Column.self)
    arm = try row.decode(String.self, forKey: .arm)
    code = try row.decode(Mean.self, forKey: .code)
  }
}
