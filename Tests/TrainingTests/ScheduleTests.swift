import Foundation
import Testing

@testable import Training

@Suite("learning rates")
struct ScheduleTests {
  private func rate(_ schedule: Schedule, _ step: Int) -> Double {
    schedule.rate(0.5, atStep: step, of: 100, warmup: 0.1)
  }

  @Test("rise alike, from above zero to the highest", arguments: Schedule.allCases)
  func warmup(schedule: Schedule) {
    #expect((0..<10).map { rate(schedule, $0) } == (1...10).map { 0.5 * Double($0) / 10 })
    #expect(rate(schedule, 10) == 0.5)
    #expect(schedule.rate(0.5, atStep: 0, of: 100, warmup: 0) == 0.5)
  }

  /// Transformers' formulas at the same number of warm-up steps and of all steps.
  @Test("then go as Transformers' do", arguments: [10, 11, 32, 55, 77, 99])
  func formulas(step: Int) {
    let progress = Double(step - 10) / Double(100 - 10)
    #expect(abs(rate(.linear, step) - 0.5 * Double(100 - step) / Double(100 - 10)) < 1e-15)
    let wave = max(0, 0.5 * (1 + cos(Double.pi * 0.5 * 2 * progress)))
    #expect(abs(rate(.cosine, step) - 0.5 * wave) < 1e-15)
    #expect(rate(.constant, step) == 0.5)
  }

  @Test("linear and cosine end near zero, and a warm-up of all steps is no division by zero")
  func ends() {
    #expect(abs(rate(.linear, 99) - 0.5 / 90) < 1e-15)
    #expect(rate(.cosine, 99) > 0 && rate(.cosine, 99) < 0.5 / 1000)
    for schedule in Schedule.allCases {
      #expect(schedule.rate(0.5, atStep: 4, of: 5, warmup: 1) == 0.5)
    }
  }
}
