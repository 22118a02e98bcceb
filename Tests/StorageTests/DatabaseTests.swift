import FoundationEssentials
import GRDB
import Glibc
import Pipeline
import Spec
import Storage
import Testing

@Suite("the database file")
struct DatabaseTests {
  private let bench: StoreBench

  init() throws { bench = try StoreBench() }

  private func bytes() throws -> Data { try Data(contentsOf: URL(filePath: bench.database)) }

  private func refusal(_ open: () throws -> ResultsStore) -> String {
    let error = #expect(throws: StoreError.self) { _ = try open() }
    return error?.problem ?? ""
  }

  /// Writes a database and lets go of it.
  private func write(_ sql: String) throws {
    try FileManager.default.createDirectory(
      atPath: bench.results, withIntermediateDirectories: true)
    let database = try DatabaseQueue(path: bench.database)
    try database.write { try $0.execute(sql: sql) }
    try database.close()
  }

  @Test("reading makes nothing, and finds nothing where nothing is")
  func readingMakesNothing() throws {
    let store = try bench.reading()
    #expect(try store.runs().isEmpty && store.cachedStages().isEmpty)
    #expect(try store.finished(Fingerprint(of: [])) == nil)
    #expect(!bench.exists(bench.results))
  }

  @Test("reading changes no byte")
  func readingChangesNothing() throws {
    try bench.save(in: bench.open())
    let (before, names) = (
      try bytes(), try FileManager.default.contentsOfDirectory(atPath: bench.results)
    )
    #expect(try bench.reading().cachedStages().count == 1)
    #expect(try bytes() == before)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: bench.results).sorted() == names.sorted())
  }

  @Test("a store that is open for reading refuses to write")
  func readOnly() throws {
    _ = try bench.open()
    let store = try bench.reading()
    let error = #expect(throws: StoreError.self) { try bench.save(in: store) }
    #expect(error?.problem == "is open for reading only")
  }

  @Test("a database of a newer version is refused and left as it is")
  func newerVersion() throws {
    _ = try bench.open()
    try write("INSERT INTO grdb_migrations VALUES ('99 from the future')")
    let before = try bytes()
    let wanted = "was written by a newer version of bondlab; use that one"
    #expect(refusal { try bench.open() } == wanted)
    #expect(refusal { try bench.reading() } == wanted)
    #expect(try bytes() == before)
  }

  @Test("a database of another program is refused and left as it is")
  func foreign() throws {
    try write("CREATE TABLE recipe (name TEXT)")
    let before = try bytes()
    #expect(refusal { try bench.open() } == "is a database of another program")
    #expect(refusal { try bench.reading() } == "is a database of another program")
    #expect(try bytes() == before)
  }
}
