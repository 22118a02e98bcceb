import Pipeline
import Spec
import Testing

@Suite("resources of stages")
struct StageResourcesTests {
  private func resources(_ text: String) throws -> StageResources {
    try makePlan("vars: {n: 3}\nstages: {a: {kind: make, size: 1, \(text)}}").stages[0].resources
  }

  @Test(
    "amounts have units",
    arguments: [
      ("4 GiB", 4 << 30), ("500 MB", 500_000_000), ("1.5kB", 1500), ("12", 12),
      ("1 GiB 1 MiB", (1 << 30) + (1 << 20)),
    ])
  func bytes(text: String, bytes: Int) { #expect(Quantity.bytes(text) == bytes) }

  @Test(
    "times have units",
    arguments: [("90 s", 90), ("2 h 30 min", 9000), ("1.5h", 5400), ("7", 7), ("1 d", 86400)])
  func seconds(text: String, seconds: Double) { #expect(Quantity.seconds(text) == seconds) }

  @Test(
    "what is no amount is refused",
    arguments: ["", "GiB", "4 gib", "-1 GB", "1 2", "0 B", "4 GiB of it", "nan", "1e3"])
  func refused(text: String) {
    #expect(Quantity.bytes(text) == nil && Quantity.seconds(text) == nil)
  }

  @Test("they are read beside the options of any kind, variables put in")
  func reading() throws {
    #expect(try resources("").hashValue == StageResources().hashValue)
    let found = try resources(
      """
      resources: {threads: '${n}', memory: 2 MiB, gpu: 1}, timeout: 2 min, retries: 2, \
      priority: -5
      """)
    #expect(
      found
        == StageResources(
          threads: 3, memory: 2 << 20, tokens: ["gpu": 1], priority: -5, timeout: 120, retries: 2)
    )
  }

  @Test("they are no part of the key")
  func key() throws {
    func key(_ text: String) throws -> Fingerprint {
      let stage = try makePlan("stages: {a: {kind: make, size: 1, \(text)}}").stages[0]
      return try StageKeying().key(of: stage, contents: []).fingerprint
    }
    #expect(try key("") == key("resources: {gpu: 1}, timeout: 3 s, retries: 9, priority: 1"))
  }

  @Test(
    "mistakes are reported with their locations",
    arguments: [
      ("resources: 3", "resources must be a mapping"),
      ("resources: {threads: 0}", "resources.threads must be a whole number from 1 to 4096"),
      ("resources: {memory: lots}", "resources.memory must be an amount such as 4 GiB"),
      ("resources: {gpu: -1}", "resources.gpu must be a whole number"),
      ("resources: {'a b': 1}", "cannot be the name of a resource"),
      ("timeout: soon", "timeout must be a time such as 90 s"),
      ("retries: 1.5", "retries must be a whole number from 0"),
      ("priority: high", "priority must be a whole number"),
      ("timeout: '${m}'", "names neither a variable nor a sweep axis"),
    ])
  func mistakes(text: String, message: String) throws {
    let error = #expect(throws: SpecErrors.self) { try resources(text) }
    let found = try #require(error?.errors.first)
    #expect("\(found)".contains(message) && "\(found.mark)".contains(":3:"), "\(found)")
  }
}
