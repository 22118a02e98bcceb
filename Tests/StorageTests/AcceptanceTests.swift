import Glibc
import Pipeline
import Spec
import Storage
import TestSupport
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
      stage: new, key: key, from: saved.fingerprint, differences: ["option.size changed"],
      by: "ada")
    #expect(taken.fingerprint == key.fingerprint && taken.content == saved.content)
    for found in [try store.finished(key.fingerprint), try bench.open().finished(key.fingerprint)] {
      #expect(found?.files == saved.files && found?.content == saved.content)
    }
    #expect(try store.metrics(of: key.fingerprint) == [Metric("loss", 2)])
    let noted = try bench.reading().acceptances()
    #expect(noted.map(\.stage) == [key.fingerprint])
    #expect(noted.map(\.former) == [saved.fingerprint])
    #expect(noted.map(\.accepted) == ["2027-01-15T08:00:00Z"])
    #expect(noted.map(\.acceptedBy) == ["ada@here"])
    #expect(noted.map(\.differences) == [["option.size changed"]])
    #expect(try store.finished(saved.fingerprint) != nil && store.verify().isEmpty)
    try bench.run(new, in: store)
    #expect(try store.lastKey(experiment: "bench", stage: new.id) == key.components)
  }

  @Test("what isn't finished can't be accepted")
  func unfinished() throws {
    let former = try StoreBench.key(old).fingerprint
    let error = #expect(throws: StoreError.self) {
      try store.accept(
        stage: new, key: StoreBench.key(new), from: former, differences: [], by: "ada")
    }
    #expect(error?.problem == "has no finished stage \(former) to accept")
    #expect(try store.acceptances().isEmpty && store.cachedStages().isEmpty)
  }

  private func accept() throws -> FinishedStage {
    let saved = try bench.save(old, ["a": "alpha"], metrics: [Metric("loss", 2)], in: store)
    return try store.accept(
      stage: new, key: StoreBench.key(new), from: saved.fingerprint,
      differences: ["option.size changed"], by: "ada")
  }

  @Test("a database that is made anew from the records knows what was accepted, and so does a copy")
  func remembered() throws {
    let taken = try accept()
    let noted = try store.acceptances()
    let archive = bench.folder.file("all.tar")
    _ = try store.export(.everything, to: archive)
    for ending in ["", "-wal", "-shm"] { unlink(bench.database + ending) }
    #expect(try bench.reading().acceptances() == noted)
    #expect(try bench.open().acceptances() == noted)
    let other = try ResultsStore(
      folder: bench.folder.file("Other"), surroundings: bench.surroundings())
    _ = try other.import(archive)
    #expect(try other.acceptances() == noted)
    #expect(try other.finished(taken.fingerprint)?.content == taken.content)
  }

  @Test("what was accepted and is done after all is no longer said to be accepted")
  func doneAnew() throws {
    let taken = try accept()
    let done = try bench.save(new, ["a": "omega"], in: store)
    #expect(done.fingerprint == taken.fingerprint && done.content != taken.content)
    #expect(try store.acceptances().isEmpty && bench.reading().acceptances().isEmpty)
    #expect(try store.verify().isEmpty)
  }

  @Test("a stage that another process is doing is not accepted, and a finished one stays")
  func beingDone() throws {
    let saved = try bench.save(old, ["a": "alpha"], in: store)
    let key = try StoreBench.key(new)
    func accept() throws -> FinishedStage {
      try store.accept(
        stage: new, key: key, from: saved.fingerprint, differences: ["size"], by: "ada")
    }
    let claim = try #require(try bench.open().claim(key.fingerprint))
    let error = #expect(throws: StoreError.self) { try accept() }
    #expect(error?.problem.hasSuffix("does stage text: wait for it, or stop it") == true)
    claim.release()
    let done = try bench.save(new, ["a": "omega"], in: store)
    #expect(try accept().content == done.content && store.acceptances().isEmpty)
  }
}
