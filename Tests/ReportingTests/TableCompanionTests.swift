import Reporting
import TestSupport
import Testing

@Suite("companions of tables")
struct TableCompanionTests {
  private let example = TableCompanion(
    experiment: "a, \"b\"\n=c", content: .table("main"), digest: String(repeating: "0a", count: 32),
    notRun: 2, failed: 1, options: .init(allMetrics: true),
    origin: .init(
      program: "0.1.0", commit: "38b380d", date: "2026-11-30T17:40:00Z",
      machines: [
        MachineClass([
          "architecture": "linux-x86_64", "blas": "OpenBLAS 0.3.21", "blas_kernel": "Haswell",
          "c_library": "glibc 2.36", "cpu_kernel": "AVX2", "OPENBLAS_CORETYPE": "Haswell",
          "host": "secret",
        ])
      ]),
    overrides: ["seed=[1, 2]", "name=\"ü, 'x'\""],
    files: [.init(path: "Experiments/a.yaml", text: "experiment: a\r\n\n\t# é\u{301} end")],
    stages: ["score[arm=a, seed=1]": "ff", "b\"": "00"])

  @Test("are written as JSON with the spec's lines")
  func golden() { expectGolden(example.text, "companion.json") }

  @Test("come back as they were")
  func roundTrip() throws {
    let read = try TableCompanion(reading: Array(example.text.utf8), file: "a.csv.json")
    #expect(read == example)
    #expect(read.text == example.text)
    let predictions = TableCompanion(
      experiment: "a", content: .predictions("score[seed=1]"), digest: "",
      origin: .init(program: nil, commit: nil, date: nil, machines: []), overrides: [],
      files: [.init(path: "a.yaml", text: "")], stages: [:])
    let again = try TableCompanion(reading: Array(predictions.text.utf8), file: "a")
    #expect(again == predictions)
  }

  @Test("that are cut off anywhere are refused with line and column")
  func truncated() {
    let bytes = Array(example.text.utf8)
    for length in 0..<(bytes.count - 2) {
      #expect(throws: CompanionError.self) {
        try TableCompanion(reading: Array(bytes[..<length]), file: "cut.csv.json")
      }
    }
    let lines = example.text.split(separator: "\n")
    let cut = lines.prefix(6).joined(separator: "\n")
    #expect {
      try TableCompanion(reading: Array(cut.utf8), file: "cut.csv.json")
    } throws: { error in
      "\(error)".hasPrefix("cut.csv.json:6:16: error: the companion lacks '\"'")
    }
  }

  @Test(
    "with a wrong or missing member are refused at it",
    arguments: [
      ("{\"format\": 2}", ":1:13: error: the companion has the unknown format 2"),
      ("{\"format\": 1,\n \"set\": 3}", ":2:9: error: the companion lacks '['"),
      ("{\"format\": 1,\n \"sha256\": \"a\"}", ":2:16: error: the companion lacks 'experiment'"),
      ("{\"spec\": [{\"path\": \"a\"}]}", ":1:24: error: the companion lacks a path or lines"),
      ("{\"set\": [], \"set\": []}", ":1:18: error: the companion names 'set' twice"),
      ("[]", ":1:1: error: the companion lacks '{'"), ("", ":1:1: error: the companion lacks '{'"),
    ])
  func wrong(text: String, message: String) {
    #expect {
      try TableCompanion(reading: Array(text.utf8), file: "a.csv.json")
    } throws: { error in
      "\(error)".hasPrefix("a.csv.json\(message)")
    }
  }

  @Test("leave out members that this version doesn't know")
  func unknownMembers() throws {
    let later = example.text.replacing(
      "\"format\": 1,", with: "\"format\": 1, \"later\": [{\"a\": null}],")
    #expect(try TableCompanion(reading: Array(later.utf8), file: "a") == example)
  }

  @Test("machines are of one class where kernels and libraries are known and the same")
  func classes() {
    let facts = [
      "architecture": "linux-x86_64", "blas": "OpenBLAS 0.3.21", "blas_kernel": "Haswell",
      "c_library": "glibc 2.36", "cpu_kernel": "AVX2",
    ]
    let machine = MachineClass(facts)
    #expect(
      machine.isSame(as: MachineClass(facts.merging(["OPENBLAS_NUM_THREADS": "2"]) { a, _ in a })))
    for name in facts.keys {
      #expect(!machine.isSame(as: MachineClass(facts.merging([name: "other"]) { $1 })))
      #expect(!machine.isSame(as: MachineClass(facts.filter { $0.key != name })))
    }
    #expect(!MachineClass([:]).isSame(as: MachineClass([:])))
    #expect(MachineClass([:]).description == "unknown")
  }
}
