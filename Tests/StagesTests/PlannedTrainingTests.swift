import Options
import Models
import Pipeline
import Spec
import Stages
import Testing

@Suite("sizes of training in the plan")
struct PlannedTrainingTests {
  private func trainings(decompose: String = "") throws -> [String: PlannedTraining] {
    let spec = """
      experiment: sizes
      stages:
        text: {kind: load, dataset: wordnet-glosses, max_length: 48, vocabulary: 4096}
        nouns: {kind: load, dataset: wordnet-nouns, max_length: 24, tokenizer: text}
        fresh:
          kind: initialize
          data: text
          encoder: {layers: 4, hidden: 64, heads: 4, embedding: 32, max_positions: 64}
          sharing: all
        donor: {kind: train, model: fresh, data: text, steps: 1, batch_size: 64}
        parts: {kind: decompose, model: donor\(decompose)}
        start: {kind: initialize, from: parts, sharing: mpo, layers: 8, adapter: {rank: 8}}
        tuned: {kind: train, model: start, data: nouns, steps: 1, batch_size: 32}

      """
    let found = PlanOutlook(try plan(spec.utf8)).trainings
    return Dictionary(uniqueKeysWithValues: found.map { ($0.stage.description, $0) })
  }

  private let shape = EncoderShape(
    layers: 4, hidden: 64, heads: 4, intermediate: 256, embedding: 32, vocabulary: 4096,
    positions: 64)

  @Test("of a fresh model: 7 of 46 tokens are predicted")
  func fresh() throws {
    let donor = try #require(try trainings()["donor"])
    let description = ModelDescription(
      encoder: shape, sharing: FullSharing(), hasLanguageHead: true)
    #expect(donor.tokens == 64 * 48)
    #expect(donor.parameters == ParameterLayout(description).count)
    #expect(
      donor.operations
        == TrainingCost(
          description, lengths: Array(repeating: 48, count: 64),
          rowsRead: Array(repeating: 7, count: 64)
        ).operations)
  }

  @Test("of a decomposed model with another depth, head, vocabulary and adapters")
  func adapted() throws {
    let (found, capped) = try (
      #require(try trainings()["tuned"]), #require(try trainings(decompose: ", bond: 4")["tuned"])
    )
    #expect(found.tokens == 32 * 24)
    #expect(found.parameters > capped.parameters && found.operations > capped.operations)
    let padded = try #require(try trainings(decompose: ", embeddings: true")["tuned"])
    #expect(padded.operations > found.operations)
  }

  @Test("not where bonds depend on what matrices hold")
  func unknown() throws {
    #expect(try trainings(decompose: ", error: 0.1").keys.sorted() == ["donor"])
  }
}
