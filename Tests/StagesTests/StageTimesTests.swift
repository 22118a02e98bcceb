import Options
import Pipeline
import Stages
import Testing

@Suite("how long stages will take")
struct StageTimesTests {
  private static let text = """
    experiment: times
    sweep: {seed: [1, 2]}
    stages:
      text: {kind: load, dataset: wordnet-glosses, max_length: 48, vocabulary: 4096}
      fresh:
        kind: initialize
        data: text
        encoder: {layers: 4, hidden: 64, heads: 4, embedding: 32, max_positions: 64}
        sharing: all
      donor: {kind: train, model: fresh, data: text, steps: 600, batch_size: 64}
      grown: {kind: train, model: donor, data: text, steps: 100, batch_size: 64, seed: "${seed}"}
      more: {kind: train, model: donor, data: text, epochs: 1, batch_size: 64}
      note: {kind: shell, command: "true"}

    """

  private let plan: Plan
  private let trainings: [PlannedTraining]

  init() throws {
    plan = try StagesTests.plan(Self.text.utf8)
    trainings = PlanOutlook(plan).trainings
  }

  private func past(
    _ id: String, _ name: String, _ kind: String, seconds: Double, options: String = "{}"
  ) -> PastStage {
    PastStage(id: StageID(id), name: name, kind: kind, options: options, seconds: seconds)
  }

  private func times(
    _ past: [PastStage], byKind: [String: Double] = [:]
  ) throws -> (String, Resumption?) throws -> StageTimes.Estimate? {
    let times = StageTimes(plan, trainings, past: past, secondsByKind: byKind)
    return { id, resumption in
      let stage = try #require(plan.stages.first { $0.id.description == id })
      return times.estimate(stage, from: resumption)
    }
  }

  @Test("a training stage by what an operation of the same stage took: so many steps, so long")
  func sameStage() throws {
    let estimate = try times([
      past("donor", "donor", "train", seconds: 10, options: #"{"steps": 200, "batch_size": 32}"#),
      // An older one, which is passed over.
      past("donor", "donor", "train", seconds: 99, options: #"{"steps": 200, "batch_size": 32}"#),
    ])
    let donor = try #require(try estimate("donor", nil))
    #expect(donor.basis == .sameStage && abs(donor.seconds - 60) < 1e-9)
  }

  @Test("another cell of the stage will do, and else another training stage")
  func others() throws {
    let options = #"{"steps": 100, "batch_size": 64}"#
    let cell = try times([past("grown[seed=2]", "grown", "train", seconds: 7, options: options)])
    let same = try #require(try cell("grown[seed=1]", nil))
    #expect(same.basis == .sameStage && abs(same.seconds - 7) < 1e-9)
    let other = try #require(try cell("donor", nil))
    #expect(other.basis == .sameKind && abs(other.seconds - 42) < 1e-9)
  }

  @Test("where nothing was trained there is a stated rate, and none where steps aren't known")
  func stated() throws {
    let estimate = try times([])
    let donor = try #require(trainings.first { $0.stage.description == "donor" })
    let found = try #require(try estimate("donor", nil))
    #expect(found.basis == .stated)
    #expect(abs(found.seconds - 600 * Double(donor.operations) / StageTimes.statedRate) < 1e-9)
    #expect(try estimate("more", nil) == nil)
    let known = try times([past("more", "more", "train", seconds: 5)])
    #expect(try known("more", nil)?.seconds == 5)
  }

  @Test("stages of other kinds take what they took, or what their kind does; commands only that")
  func otherKinds() throws {
    let estimate = try times(
      [past("text", "text", "load", seconds: 3)],
      byKind: ["load": 9, "initialize": 0.5, "shell": 100])
    #expect(try estimate("text", nil)?.seconds == 3)
    #expect(try estimate("fresh", nil)?.seconds == 0.5)
    #expect(try estimate("note", nil) == nil)
    let renamed = try times([past("note", "note", "load", seconds: 3)])
    #expect(try renamed("note", nil) == nil)
  }
}
