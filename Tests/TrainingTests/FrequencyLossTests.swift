import Datasets
import Foundation
import Models
import Statistics
import Tensors
import Testing

@testable import Training

@Suite("the loss of predicting by frequency")
struct FrequencyLossTests {
  private let run = SmallRun(content: .runningText)

  private func predictions(_ data: EncodedDataset) throws -> Predictions {
    try #require(
      try Evaluation.run(
        run.model(), data: data, split: "validation", batch: 7, threads: 1
      ) { _, _ in true }
    ).predictions
  }

  @Test("is the mean over masked tokens of minus the logarithm of (count + 1) over their sum")
  func independent() throws {
    let data = run.data
    let (known, scored) = (try data.split("train"), try data.split("validation"))
    // Pieces 0 to 4 are special and never masked; 5 to 29 are ordinary.
    let ordinary = known.ids.filter { $0 >= 5 }
    let hidden = try Masking(vocabulary: data.vocabulary)
      .evaluation(scored.batch(Array(0..<scored.count))).targets
    let losses = hidden.map { piece in
      let count = ordinary.count { $0 == piece }
      return -log(Double(count + 1) / Double(ordinary.count + 25))
    }
    let value = try #require(FrequencyLoss.value(of: try predictions(data)))
    #expect(abs(value - losses.reduce(0, +) / Double(losses.count)) < 1e-12)
  }

  @Test("is undefined without training text")
  func alone() throws {
    let data = EncodedDataset(
      content: .runningText, vocabulary: run.data.vocabulary, classes: [],
      splits: ["validation": try run.data.split("validation")])
    #expect(FrequencyLoss.value(of: try predictions(data)) == nil)
  }
}
