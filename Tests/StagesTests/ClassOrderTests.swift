import Pipeline
import TestSupport
import Testing

@Suite("classes in another order")
struct ClassOrderTests {
  private func laboratory() throws -> Laboratory {
    try Laboratory(
      """
        sorted: {kind: train, model: donor, data: classes, steps: 60, batch_size: 16,
                 learning_rate: 0.02}
        moved:
          kind: load
          dataset:
            kind: table
            train: classes.tsv
            test: classes.tsv
            classes: [thing, plant, animal]
          max_length: 16
          tokenizer: text
        here: {kind: evaluate, model: sorted, data: classes, split: test}
        there: {kind: evaluate, model: sorted, data: moved, split: test}
        kept: {kind: train, model: sorted, data: moved, steps: 1, learning_rate: 0}
        after: {kind: evaluate, model: kept, data: moved, split: test}
        words: {kind: train, model: sorted, data: text, steps: 1, learning_rate: 0}
      """)
  }

  @Test("rows follow their names, in scoring and in training on, and what is dropped is logged")
  func order() throws {
    let laboratory = try laboratory()
    for metric in ["accuracy", "loss", "macro_f1"] {
      let here = try laboratory.metric(metric, of: "here")
      #expect(try abs(laboratory.metric(metric, of: "there") - here) < 1e-6, "\(metric)")
      #expect(try abs(laboratory.metric(metric, of: "after") - here) < 1e-6, "\(metric)")
    }
    #expect(try laboratory.metric("accuracy", of: "here") > 0.5)
    #expect(
      laboratory.logs["kept"]?.contains("the rows of classes now stand in the order of the data")
        == true)
    #expect(
      laboratory.logs["words"]?.prefix(2) == [
        "left out: the head for animal, plant, thing",
        "starts afresh: the head that predicts tokens",
      ])
  }

  @Test("a head for other classes is refused with both lists")
  func others() throws {
    let rows = "text\tlabel\nthe old dog\told\na tree\tnew\n"
    let error = #expect(throws: (any Error).self) {
      try Laboratory(
        """
          sorted: {kind: train, model: donor, data: classes, steps: 1}
          other:
            kind: load
            dataset: {kind: table, train: o.tsv, validation: o.tsv}
            tokenizer: text
          score: {kind: evaluate, model: sorted, data: other}
        """, files: ["o.tsv": rows])
    }
    let message = "\(error as Any)"
    #expect(message.contains("no head for these data, which have new, old"), "\(message)")
    #expect(message.contains("the head for animal, plant, thing"), "\(message)")
  }

  @Test(
    "a plan takes a model's classes in any order, and refuses other ones",
    arguments: [
      ("[thing, plant, animal]", true), ("[animal, plant, thing]", true),
      ("[animal, plant, stone]", false), ("[animal, plant]", false),
    ])
  func planned(classes: String, fits: Bool) throws {
    let folder = try TemporaryFolder()
    try ForeignModel().write(into: folder.file("m"))
    let named = classes.dropFirst().dropLast().split(separator: ",")
    let rows = named.map { "the old dog\t\($0.trimmingPrefix(" "))\n" }.joined()
    _ = try folder.write("text\tlabel\n\(rows)".utf8, to: "d.tsv")
    let spec = """
      experiment: order
      stages:
        net: {kind: load, model: {kind: folder, path: m}}
        d:
          kind: load
          dataset: {kind: table, train: d.tsv, validation: d.tsv, classes: \(classes)}
          max_length: 8
          tokenizer: net
        score: {kind: evaluate, model: net, data: d}

      """
    let found = Result { try plan(spec.utf8, file: folder.file("order.yaml")) }
    switch found {
    case .success(let plan): #expect(fits && plan.stages.count == 3)
    case .failure(let error):
      #expect(!fits && "\(error)".contains("no head for these data"), "\(error)")
    }
  }
}
