import Datasets
import Models
import Tensors
import TestSupport
import Testing

@testable import Training

@Suite("runs with several threads")
struct ThreadedRunTests {
  private func bits(_ run: SmallRun, threads: Int, precision: Precision) throws -> [UInt32] {
    let trainer = try run.trainer(steps: 6, threads: threads) { settings in
      settings.dropout = 0.1
      settings.precision = precision
      if run.holding == .chains { (settings.microBatches, settings.recomputes) = (3, true) }
    }
    for _ in 0..<6 { try trainer.advance() }
    return trainer.bits
  }

  @Test("end in the bits of one thread", arguments: SmallRun.all)
  func float(run: SmallRun) throws {
    let one = try bits(run, threads: 1, precision: .float32)
    for threads in [2, 3] {
      #expect(try bits(run, threads: threads, precision: .float32) == one)
    }
  }

  @Test(
    "end in the bits of one thread with bfloat16 products, too",
    .enabled(if: Precision.bfloat16.isAvailable, "this CPU has no bfloat16 products"),
    arguments: SmallRun.all)
  func bfloat(run: SmallRun) throws {
    let one = try bits(run, threads: 1, precision: .bfloat16)
    for threads in [2, 3] {
      #expect(try bits(run, threads: threads, precision: .bfloat16) == one)
    }
    #expect(try bits(run, threads: 1, precision: .float32) != one)
  }
}

@Suite(
  "training with bfloat16 products",
  .enabled(if: Precision.bfloat16.isAvailable, "this CPU has no bfloat16 products"))
struct BfloatTrainingTests {
  @Test("has the gradients of single precision, to 2 %", arguments: SmallRun.all)
  func gradients(run: SmallRun) {
    func gradients(_ precision: Precision) -> (loss: Double, gradients: [Float]) {
      var step = StepCase(run: run, precision: precision)
      // Larger matrices make attention sharp, which blows every rounding up.
      step.run.deviation = 0.1
      let model = step.model
      return (step.gradients(model), model.bank.allGradients)
    }
    let (wanted, found) = (gradients(.float32), gradients(.bfloat16))
    #expect(abs(found.loss - wanted.loss) < 0.01 * wanted.loss)
    func norm(_ numbers: [Float]) -> Double {
      numbers.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    }
    let difference = norm(zip(found.gradients, wanted.gradients).map { $0 - $1 })
    #expect(difference < 0.02 * norm(wanted.gradients))
    #expect(difference > 0)
  }

  @Test("learns what single precision does", arguments: SmallRun.all)
  func training(run: SmallRun) throws {
    func losses(_ precision: Precision) throws -> [Double] {
      let trainer = try run.trainer(steps: 40) { $0.precision = precision }
      return try (0..<40).map { _ in try trainer.advance() }
    }
    let (wanted, found) = (try losses(.float32), try losses(.bfloat16))
    func end(_ losses: [Double]) -> Double { losses.suffix(10).reduce(0, +) / 10 }
    #expect(end(wanted) < wanted[0])
    #expect(abs(end(found) - end(wanted)) < 0.05 * end(wanted))
  }
}

@Suite("a run's memory")
struct RunMemoryTests {
  @Test("is the same in every step of one size, and as planned", arguments: SmallRun.all)
  func steps(run: SmallRun) throws {
    // Every step reads all examples.
    let trainer = try run.trainer(steps: 3) { $0.batchSize = 24 }
    var peaks: [Int] = []
    for _ in 0..<3 {
      try trainer.advance()
      peaks.append(trainer.peakBytes)
    }
    #expect(peaks[1] == peaks[0] && peaks[2] == peaks[0])
    let offsets = try run.data.split("train").offsets
    let lengths = zip(offsets, offsets.dropFirst()).map { $1 - $0 }
    let planned = TrainingMemory(
      trainer.model.description, trainer.settings,
      objective: ObjectiveCatalog.usual(for: run.content), lengths: lengths,
      rowsRead: lengths.map { MaskingRule().count(ofOrdinary: $0) })
    #expect(planned.step == peaks[0])
  }
}
