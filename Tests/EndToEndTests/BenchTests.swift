import Foundation
import TestSupport
import Testing

@Suite("the benchmarks")
struct BenchTests {
  private func row(_ line: Substring) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
  }

  @Test("train prints one object a line, with the columns that are promised")
  func train() throws {
    let outcome = try Program.run(
      [
        "bench", "train", "--only", "tiny", "--only", "tiny", "--steps", "2", "--warmup", "1",
        "--threads", "1", "--format", "json",
      ], in: TemporaryFolder())
    #expect(outcome.status == 0, "\(outcome.complaints)")
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.count == 2)
    for line in lines {
      let row = try row(line)
      #expect(
        Set(row.keys) == [
          "workload", "precision", "tokens_per_second", "milliseconds", "gflops",
          "share_of_peak", "peak_bytes",
        ])
      #expect(row["workload"] as? String == "tiny" && row["precision"] as? String == "float32")
      for name in ["tokens_per_second", "milliseconds", "gflops", "share_of_peak"] {
        #expect(try #require(row[name] as? Double) > 0)
      }
    }
  }

  @Test("scaling prints one object for each depth and length, where the axes cross only once")
  func scaling() throws {
    let outcome = try Program.run(
      [
        "bench", "scaling", "--sharing", "all", "--layers", "12", "--sequence", "128", "--tokens",
        "128", "--steps", "1", "--warmup", "0", "--format", "json",
      ], in: TemporaryFolder())
    #expect(outcome.status == 0, "\(outcome.complaints)")
    let lines = outcome.output.split(separator: "\n")
    let row = try row(#require(lines.first))
    #expect(lines.count == 1)
    #expect(
      Set(row.keys) == [
        "sharing", "layers", "sequence", "parameters", "tokens_per_second", "milliseconds",
        "gflops", "peak_bytes",
      ])
    #expect(row["layers"] as? Int == 12 && row["parameters"] as? Int == 13_841_666)
  }

  @Test("tables prints what each look at a store takes, one object a line")
  func tables() throws {
    let outcome = try Program.run(
      [
        "bench", "tables", "--trials", "30", "--metrics", "3", "--points", "100", "--times", "1",
        "--format", "json",
      ], in: TemporaryFolder())
    #expect(outcome.status == 0, "\(outcome.complaints)")
    let rows = try outcome.output.split(separator: "\n").map(row)
    #expect(
      rows.map { $0["what"] as? String } == [
        "table", "csv", "export", "diff", "diff_all", "curves",
      ])
    #expect(rows.dropLast().allSatisfy { $0["value"] as? Double ?? 0 > 0 })
    #expect(rows.map { $0["target"] as? Double } == [150, 300, nil, 50, nil, 10])
  }

  @Test("text has the table on standard output, and rows as they come on standard error")
  func text() throws {
    let outcome = try Program.run(
      ["bench", "train", "--only", "tiny", "--steps", "1"], in: TemporaryFolder())
    #expect(outcome.output.hasPrefix("train\n\nworkload  precision  tokens_per_second"))
    #expect(outcome.complaints.contains("workload tiny, precision float32, tokens_per_second "))
  }

  @Test(
    "a wrong request is refused with what would be right",
    arguments: [
      (["train", "--only", "minilm"], "there are: minilm12, minilm12-v, albert12, mpo12"),
      (["train", "--precision", "float16"], "there are: float32, bfloat16, both"),
      (["train", "--steps", "0"], "must be at least 1"),
      (["train", "--micro-batches", "0"], "must be at least 1"),
      (["tables", "--trials", "0"], "must be at least 1"),
      (["scaling", "--sharing", "some"], "--sharing takes none, all and mpo"),
      (["scaling", "--sequence", "600"], "at most 512"),
    ])
  func refusals(arguments: [String], message: String) throws {
    let outcome = try Program.run(["bench"] + arguments, in: TemporaryFolder())
    #expect(outcome.status == 2 && outcome.output.isEmpty)
    #expect(outcome.complaints.contains(message), "\(outcome.complaints)")
  }
}
