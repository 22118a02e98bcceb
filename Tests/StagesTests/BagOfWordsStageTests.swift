import Pipeline
import Testing

@Suite("the stage bag-of-words")
struct BagOfWordsStageTests {
  @Test("scores a split by the names that evaluate has, whatever the threads")
  func metrics() throws {
    let stages = "  bag: {kind: bag-of-words, data: classes, split: test}"
    let laboratory = try Laboratory(stages)
    #expect(try laboratory.metric("accuracy", of: "bag") == 1)
    #expect(try laboratory.metric("matthews", of: "bag") == 1)
    #expect(try laboratory.metric("macro_f1", of: "bag") == 1)
    #expect(try laboratory.metric("scored", of: "bag") == 48)
    #expect(try laboratory.metric("majority_share", of: "bag") == 1.0 / 3)
    #expect(try laboratory.metric("loss", of: "bag") < 0.2)
    let threaded = try Laboratory(stages, threads: 2)
    #expect(try laboratory.output("bag").metrics == threaded.output("bag").metrics)
  }

  @Test("stops when asked to, and refuses running text in words")
  func ends() throws {
    let laboratory = try Laboratory("  bag: {kind: bag-of-words, data: classes}")
    #expect(throws: (any Error).self) {
      try laboratory.again("bag", in: "stopped", stoppingAfter: 1)
    }
    let error = #expect(throws: (any Error).self) {
      try Laboratory("  bag: {kind: bag-of-words, data: text}")
    }
    #expect("\(error as Any)".contains("'text' has running text"))
  }
}
