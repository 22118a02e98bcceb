import Reporting
import Testing

@Suite("origins of written tables")
struct WrittenTablesTests {
  private func origins(_ old: String, missingFrom new: String) -> [String] {
    WrittenTables(Array(old.utf8)).origins(missingFrom: WrittenTables(Array(new.utf8)))
  }

  private static let header = "experiment,arm,stage,metric,step,value\n"

  @Test("are compared without metrics, steps and values, each once, in their order")
  func fewer() {
    let old = Self.header + "e,b,s,loss,,1\ne,b,s,loss,10,2\ne,a,s,loss,,1\ne,c,s,loss,,1\n"
    let new = Self.header + "e,a,s,accuracy,,3\n"
    #expect(origins(old, missingFrom: new) == ["e,b,s", "e,c,s"])
    #expect(origins(new, missingFrom: old) == [])
    #expect(origins(old, missingFrom: old) == [])
    #expect(origins(old, missingFrom: Self.header) == ["e,b,s", "e,a,s", "e,c,s"])
    #expect(origins(Self.header, missingFrom: new) == [])
  }

  @Test("are all missing from tables with other axes")
  func otherAxes() {
    let old = Self.header + "e,a,s,loss,,1\n"
    let new = "experiment,arm,seed,stage,metric,step,value\ne,a,1,s,loss,,1\n"
    #expect(origins(old, missingFrom: new) == ["e,a,s"])
  }

  @Test("may have commas and line ends in quotes, and need no line end behind the last")
  func quotes() {
    let old = Self.header + "e,\"x,\n\"\"y\"\"\",s,loss,,1\ne,a,s,loss,,1"
    #expect(origins(old, missingFrom: Self.header + "e,a,s,m,,1") == ["e,\"x,\n\"\"y\"\"\",s"])
    #expect(origins(old, missingFrom: old) == [])
  }

  @Test("of files that are none of ours are none", arguments: ["", "\n", "a,b\n1,2\n", "\""])
  func foreign(text: String) {
    #expect(origins(text, missingFrom: Self.header).allSatisfy { $0.isEmpty })
  }
}
