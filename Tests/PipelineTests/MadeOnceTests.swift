import Dispatch
import Synchronization
import Testing

@testable import Pipeline

@Suite("values that are made when they are asked for")
struct MadeOnceTests {
  @Test("are made once, however many threads ask at once, and not before")
  func once() {
    let made = Atomic(0)
    let number = MadeOnce { made.add(1, ordering: .relaxed).newValue }
    #expect(made.load(ordering: .relaxed) == 0)
    let asked = Mutex<[Int]>([])
    DispatchQueue.concurrentPerform(iterations: 100) { _ in
      let value = number.value
      asked.withLock { $0.append(value) }
    }
    #expect(asked.withLock { $0 } == Array(repeating: 1, count: 100))
  }
}
