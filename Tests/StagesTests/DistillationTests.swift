import FoundationEssentials
import Glibc
import Pipeline
import Stages
import Testing

@Suite("distillation in an experiment")
struct DistillationTests {
  private static let stages = """
      taught: {kind: train, model: donor, data: classes, steps: 120, batch_size: 8,
               learning_rate: 0.01}
      small:
        kind: initialize
        data: text
        encoder: {layers: 1, hidden: 8, heads: 2, max_positions: 16, initializer_range: 0.2}
        sharing: none
      student:
        kind: train
        model: small
        data: classes
        steps: 20
        batch_size: 8
        learning_rate: 0.01
        distill: {teacher: taught, hidden: 0.5, attention: 1}

    """

  @Test("a student that is stopped and resumed ends with the same bytes and metrics")
  func resumption() throws {
    let laboratory = try Laboratory(Self.stages)
    let whole = try laboratory.output("student")
    var resumed: StageOutput?
    for _ in 0..<10 where resumed == nil {
      do {
        resumed = try laboratory.again("student", in: "parts", stoppingAfter: 6)
      } catch is StageStopped {}
    }
    #expect(resumed?.metrics == whole.metrics)
    let path = try #require(resumed?.files["model.safetensors"])
    let bytes = try Data(contentsOf: URL(filePath: path))
    #expect(try bytes == laboratory.file("model.safetensors", of: "student"))
  }

  @Test("the model that it leaves is scored as any other")
  func scores() throws {
    let laboratory = try Laboratory(
      """
      \(Self.stages)
        plain: {kind: train, model: small, data: classes, steps: 20, batch_size: 8,
                learning_rate: 0.01}
        longer:
          {kind: train, model: small, data: classes, steps: 120, batch_size: 8, learning_rate: 0.01,
           distill: {teacher: taught}}
        score: {kind: evaluate, model: longer, data: classes, split: test}
      """)
    #expect(
      try laboratory.metric("parameters", of: "student")
        == laboratory.metric("parameters", of: "plain"))
    #expect(try laboratory.metric("loss", of: "score") < 0.9 * log(3))
  }

  @Test("the plan knows the teacher, and has the costs of both")
  func planned() throws {
    func planned(_ distill: String) throws -> PlannedTraining? {
      let spec = """
        experiment: teaching
        stages:
          text: {kind: load, dataset: wordnet-glosses, max_length: 48, vocabulary: 4096}
          large:
            {kind: initialize, data: text, encoder: {layers: 4, hidden: 64, heads: 4},
             sharing: none}
          small:
            {kind: initialize, data: text, encoder: {layers: 2, hidden: 32, heads: 4},
             sharing: none}
          teacher: {kind: train, model: large, data: text, steps: 1}
          student: {kind: train, model: small, data: text, steps: 1\(distill)}

        """
      let plan = try plan(spec.utf8)
      if !distill.isEmpty {
        let student = try #require(plan.stages.first { $0.name == "student" })
        #expect(student.inputs.contains { $0.role == "distill.teacher" })
      }
      return PlanOutlook(plan).trainings.first { $0.stage.description == "student" }
    }
    let alone = try #require(try planned(""))
    let taught = try #require(try planned(", distill: {teacher: teacher}"))
    let projected = try #require(try planned(", distill: {teacher: teacher, hidden: 1}"))
    #expect(taught.operations > alone.operations && taught.bytes > alone.bytes)
    #expect(projected.bytes > taught.bytes && projected.parameters == alone.parameters)
  }

  @Test("a teacher that teaches nothing, or is no model, is refused in the plan")
  func refusals() throws {
    func message(_ distill: String) throws -> String {
      let error = #expect(throws: (any Error).self) {
        try Laboratory(
          "  s: {kind: train, model: donor, data: text, steps: 1, distill: \(distill)}")
      }
      return "\(error as Any)"
    }
    #expect(
      try message("{teacher: donor, logits: 0}").contains("learns nothing from its teacher"))
    #expect(try message("{teacher: text}").contains("distill.teacher must be a stage"))
    #expect(try message("{logits: 1}").contains("needs the option 'distill.teacher'"))
  }
}
