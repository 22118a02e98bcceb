import Pipeline
import Spec
import Storage
import Testing

@Suite("taking results over under another key")
struct AcceptanceTests {
  private let bench: StoreBench
  private let store: ResultsStore
  private let old = StoreBench.stage(size: 1)
  private let new = StoreBench.stage(size: 2)

  init() throws {
    bench = try StoreBench()
    store = try bench.open()
  }

  @Test("the stage is finished under its new key, and it is noted that it was accepted")
  func accepted() throws {
    let saved = try bench.save(old, ["a": "alpha"], metrics: [Metric("loss", 2)], in: store)
    let key = try StoreBench.key(new)
    let taken = try store.accept(
      stage: new, key: key, from: saved.fingerprint, differences: ["option.size changed"])
    #expect(taken.fingerprint == key.fingerprint && taken.content == saved.content)
    for found in [try store.finished(key.fingerprint), try bench.open().finished(key.fingerprint)] {
      #expect(found?.files == saved.files && found?.content == saved.content)
    }
    #expect(try store.metrics(of: key.fingerprint) == [Metric("loss", 2)])
    let noted = try bench.reading().acceptances()
    #expect(noted.map(\.stage) == [key.fingerprint])
    #expect(noted.map(\.former) == [saved.fingerprint])
    #expect(noted.map(\.accepted) == ["2027-01-15T08:00:00Z"])
    #expect(noted.map(\.differences) == [["option.size changed"]])
    #expect(try store.finished(saved.fingerprint) != nil && store.verify().isEmpty)
    try bench.run(new, in: store)
    #expect(try store.lastKey(experiment: "bench", stage: new.id) == key.components)
  }

  @Test("what isn't finished can't be accepted")
  func unfinished() throws {
    let former = try StoreBench.key(old).fingerprint
    let error = #expect(throws: StoreError.self) {
      try store.accept(stage: new, key: StoreBench.key(new), from: former, differences: [])
    }
    #expect(error?.problem == "has no finished stage \(former) to accept")
    #expect(try store.acceptances().isEmpty && store.cachedStages().isEmpty)
  }
}
