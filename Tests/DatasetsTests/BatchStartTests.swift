import Datasets
import Testing

@Suite("orders of examples that go on")
struct BatchStartTests {
  @Test(
    "an order that starts later has what the whole order has from there, in batches of any size",
    arguments: [0, 1, 12, 37, 64])
  func start(examples: Int) {
    let whole = BatchOrder(exampleCount: 25, batchSize: 1, seed: 3)
    let later = BatchOrder(exampleCount: 25, batchSize: 7, seed: 3, start: examples)
    let wanted = (examples..<examples + 28).flatMap { whole.examples(step: $0) }
    #expect((0..<4).flatMap { later.examples(step: $0) } == wanted)
  }
}
