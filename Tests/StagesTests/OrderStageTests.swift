import Pipeline
import Stages
import Testing

@Suite("orders of segments through the stages")
struct OrderStageTests {
  @Test("data in pairs give a model that predicts orders; classes are no running text")
  func orders() throws {
    let laboratory = try Laboratory(
      """
        pairs:
          kind: load
          dataset: {kind: text, file: text.txt}
          max_length: 16
          tokenizer: text
          order: true
        swapped: {kind: train, model: donor, data: pairs, steps: 4, batch_size: 8,
                  learning_rate: 0.01}
        score: {kind: evaluate, model: swapped, data: pairs, split: train}
        plain: {kind: evaluate, model: swapped, data: text, split: train}
      """)
    #expect((0...1).contains(try laboratory.metric("order_accuracy", of: "score")))
    #expect(try laboratory.metric("order_loss", of: "score") > 0)
    #expect(throws: Missing.self) { try laboratory.metric("order_loss", of: "plain") }
    let without = try laboratory.metric("parameters", of: "donor")
    // A pooler of 16 x 16 and 16, and two scores.
    #expect(try laboratory.metric("parameters", of: "swapped") - without == 16 * 17 + 2 * 17)
    #expect(throws: (any Error).self) {
      try Laboratory(
        """
          pairs:
            kind: load
            dataset: {kind: table, train: classes.tsv}
            tokenizer: text
            order: true
        """)
    }
  }

  @Test("a model without the head can't be scored on pairs")
  func headless() throws {
    #expect(throws: (any Error).self) {
      try Laboratory(
        """
          pairs:
            {kind: load, dataset: {kind: text, file: text.txt}, tokenizer: text, order: true}
          score: {kind: evaluate, model: donor, data: pairs, split: train}
        """)
    }
  }
}
