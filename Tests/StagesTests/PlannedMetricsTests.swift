import Options
import Pipeline
import Spec
import Stages
import Testing

@Suite("metrics that follow from a plan")
struct PlannedMetricsTests {
  /// Writes a spec that trains one donor's model in several ways of sharing.
  private static func spec(
    table: String = "columns: [tuned.flops_per_step, tuned.loss]", decompose: String = "",
    more: String = ""
  ) -> String {
    """
    experiment: costs
    sweep:
      arm:
        none: {sharing: none, rank: 0}
        all: {sharing: all, rank: 0}
        blocks: {sharing: {kind: blocks, unique: 2}, rank: 0}
        mpo: {sharing: mpo, rank: 0}
        mpo-adapter: {sharing: mpo, rank: 8}
      seed: [1, 2]
    stages:
      text: {kind: load, dataset: wordnet-glosses, max_length: 48, vocabulary: 4096}
      fresh:
        kind: initialize
        data: text
        encoder: {layers: 4, hidden: 64, heads: 4, embedding: 32, max_positions: 64}
        sharing: all
      donor: {kind: train, model: fresh, data: text, steps: 1, batch_size: 64}
      parts: {kind: decompose, model: donor\(decompose)}
      start:
        kind: initialize
        from: parts
        sharing: "${arm.sharing}"
        adapter: {rank: "${arm.rank}"}
        seed: "${seed}"
      tuned: {kind: train, model: start, data: text, steps: 1, batch_size: 32, seed: "${seed}"}
    \(more)
    tables:
      main: {rows: [arm], over: seed, \(table)}

    """
  }

  private func flops(_ spec: String) throws -> [String: Double] {
    let rows = PlannedMetrics.rows(of: try plan(spec.utf8))
    #expect(rows.allSatisfy { $0.metric == "flops_per_step" && $0.step == nil })
    return Dictionary(
      rows.map { (([$0.stage] + $0.cell.map(\.label)).joined(separator: " "), $0.value) },
      uniquingKeysWith: { _, _ in .nan })
  }

  /// The operations of a step of an encoder that shares whole layers or none, by hand: 32 sequences
  /// of 48 tokens, of which 7 are predicted.
  private var dense: Double {
    let (batch, length, read) = (32.0, 48.0, 7.0)
    let (layers, hidden, inner, embedding, vocabulary) = (4.0, 64.0, 256.0, 32.0, 4096.0)
    let (square, wide) = (hidden * hidden, hidden * inner)
    let tokens = batch * length
    let below = tokens * (4 * square + 2 * wide) + 2 * tokens * length * hidden
    let top =
      tokens * 2 * square + batch * read * (2 * square + 2 * wide)
      + 2 * batch * length * read * hidden
    let outside = tokens * hidden * embedding + batch * read * embedding * (hidden + vocabulary)
    // A multiply-add is two operations, and the backward pass is twice the forward pass.
    return 6 * (outside + (layers - 1) * below + top)
  }

  @Test("sharing layers saves no operation; tensors and adapters cost some")
  func sharing() throws {
    let found = try flops(Self.spec())
    #expect(found.count == 11 && found["donor"] == 2 * dense)
    for arm in ["none", "all", "blocks"] {
      #expect(found["tuned \(arm) 1"] == dense && found["tuned \(arm) 2"] == dense, "\(arm)")
    }
    let mpo = try #require(found["tuned mpo 1"])
    #expect(mpo > dense && found["tuned mpo-adapter 1"] ?? 0 > mpo)
  }

  @Test("are made where tables and pictures name them, and nowhere else")
  func naming() throws {
    #expect(try flops(Self.spec(table: "columns: [tuned.loss]")).isEmpty)
    #expect(try flops(Self.spec(table: "columns: [tuned.parameters]")).isEmpty)
    let reference = "columns: [tuned.flops_per_step], references: {d: {tuned.flops_per_step: "
    #expect(try flops(Self.spec(table: reference + "donor.flops_per_step}}")).count == 11)
  }

  @Test("have no value where bonds depend on what matrices hold")
  func unknown() throws {
    #expect(try flops(Self.spec(decompose: ", error: 0.1"))["tuned mpo 1"] == nil)
  }

  @Test("are no metrics that a stage may measure")
  func measuring() {
    let comparing =
      "  verdict: {kind: ablate, over: arm, baseline: all, measure: tuned.flops_per_step}"
    let error = #expect(throws: SpecErrors.self) { try plan(Self.spec(more: comparing).utf8) }
    #expect(
      error?.description.contains("'tuned' (train) leaves no metric 'flops_per_step'") == true)
    let unknown = Self.spec(table: "columns: [tuned.flops_per_stp]")
    let misspelt = #expect(throws: SpecErrors.self) { try plan(unknown.utf8) }
    #expect(misspelt?.description.contains("did you mean 'flops_per_step'?") == true)
  }
}
