import Stages
import Testing

@Suite("precision of training")
struct PrecisionTests {
  private static let tuned = """
      tuned: {kind: train, model: donor, data: classes, steps: 4, batch_size: 8,
              precision: bfloat16}
    """

  @Test(
    "that the CPU lacks is refused with advice",
    .enabled(if: !TrainingPrecision.bfloat16.isAvailable, "this CPU has bfloat16 products"))
  func refused() {
    #expect {
      try Laboratory(Self.tuned)
    } throws: { error in
      "\(error)" == TrainingPrecision.advice
    }
  }

  @Test(
    "gives another model, of the same size, from the same start",
    .enabled(if: TrainingPrecision.bfloat16.isAvailable, "this CPU has no bfloat16 products"))
  func trained() throws {
    let (found, wanted) = (
      try Laboratory(Self.tuned),
      try Laboratory(Self.tuned.replacing("bfloat16", with: "float32"))
    )
    let file = "model.safetensors"
    #expect(try found.file(file, of: "donor") == wanted.file(file, of: "donor"))
    let (model, float) = (
      try found.file(file, of: "tuned"), try wanted.file(file, of: "tuned")
    )
    #expect(model != float && model.count == float.count)
    let losses = try [found, wanted].map { try $0.metric("loss", of: "tuned") }
    #expect(abs(losses[0] - losses[1]) < 0.05 * losses[1])
  }
}
