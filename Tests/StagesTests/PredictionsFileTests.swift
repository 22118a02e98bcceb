import FoundationEssentials
import Glibc
import Statistics
import Testing

@Suite("predictions of each example")
struct PredictionsFileTests {
  /// Reads the rows of a stage's file as fields by column name; no field has a comma here.
  private func rows(_ stage: String, _ laboratory: Laboratory) throws -> [[String: String]] {
    let text = String(
      decoding: try laboratory.file("predictions.csv", of: stage), as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    #expect(lines.last == [""])
    return lines.dropFirst().dropLast().map { line in
      Dictionary(uniqueKeysWithValues: zip(lines[0], line))
    }
  }

  private func number(_ column: String, _ row: [String: String]) throws -> Double {
    Double(try #require(row[column].flatMap { Float($0) }, "\(column) of \(row)"))
  }

  private func numbers(_ column: String, _ rows: [[String: String]]) throws -> [Double] {
    try rows.map { try number(column, $0) }
  }

  @Test("of classes give accuracy, loss and scores of which the highest is predicted")
  func classes() throws {
    let laboratory = try Laboratory(
      """
        tuned: {kind: train, model: donor, data: classes, steps: 8, batch_size: 8,
                learning_rate: 0.003}
        score: {kind: evaluate, model: tuned, data: classes, split: test}
        cut: {kind: evaluate, model: tuned, data: classes, split: test, batch_size: 5}
      """)
    let rows = try rows("score", laboratory)
    #expect(rows.compactMap { $0["row"] } == (1...48).map { "\($0)" })
    let labels = laboratory.labels
    #expect(rows.map { $0["label"] } == labels)
    let right = rows.count { $0["label"] == $0["predicted"] }
    #expect(try laboratory.metric("accuracy", of: "score") == Double(right) / 48)
    #expect(0 < right && right < 48)
    let losses = try numbers("loss", rows)
    #expect(
      try abs(laboratory.metric("loss", of: "score") - losses.reduce(0, +) / 48) < 1e-12)
    for row in rows {
      let names = ["animal", "plant", "thing"]
      let scores = try names.map { try number("score.\($0)", row) }
      #expect(row["predicted"] == names[scores.firstIndex(of: scores.max() ?? 0) ?? 0])
      let sum = scores.reduce(0) { $0 + exp($1) }
      let own = try number("score.\(row["label"] ?? "")", row)
      #expect(try abs(log(sum) - own - number("loss", row)) < 1e-5)
    }
    let file = "predictions.csv"
    #expect(try laboratory.file(file, of: "score") == laboratory.file(file, of: "cut"))
  }

  @Test("of scores give their correlation and squared errors")
  func scores() throws {
    let words = ["dog", "tree", "boat", "bread", "stone", "house", "river"]
    let table = (0..<40).map { "the old \(words[$0 % 7])\t\(Double($0 % 7) / 2)\n" }
    let laboratory = try Laboratory(
      """
        numbers:
          {kind: load, dataset: {kind: table, train: scores.tsv, test: scores.tsv, score: score},
           max_length: 16, tokenizer: text}
        tuned: {kind: train, model: donor, data: numbers, steps: 8, batch_size: 8,
                learning_rate: 0.003}
        score: {kind: evaluate, model: tuned, data: numbers, split: test}
      """, files: ["scores.tsv": "text\tscore\n\(table.joined())"])
    let rows = try rows("score", laboratory)
    let (labels, predicted) = try (numbers("label", rows), numbers("predicted", rows))
    #expect(labels == (0..<40).map { Double($0 % 7) / 2 })
    for (row, pair) in zip(rows, zip(labels, predicted)) {
      let error = (pair.0 - pair.1) * (pair.0 - pair.1)
      #expect(try abs(number("loss", row) - error) < 1e-5 * max(1, error))
    }
    let means = (labels.reduce(0, +) / 40, predicted.reduce(0, +) / 40)
    func product(_ a: [Double], _ x: Double, _ b: [Double], _ y: Double) -> Double {
      zip(a, b).reduce(0) { $0 + ($1.0 - x) * ($1.1 - y) }
    }
    let spread =
      product(labels, means.0, labels, means.0) * product(predicted, means.1, predicted, means.1)
    let correlation = product(labels, means.0, predicted, means.1) / spread.squareRoot()
    #expect(try abs(laboratory.metric("pearson", of: "score") - correlation) < 1e-9)
  }

  @Test("of masked tokens give counts and losses a sequence, also beside the order of segments")
  func tokens() throws {
    let laboratory = try Laboratory(
      """
        score: {kind: evaluate, model: donor, data: text, split: train}
        pairs:
          {kind: load, dataset: {kind: text, file: text.txt}, max_length: 16, tokenizer: text,
           order: true}
        ordered: {kind: train, model: donor, data: pairs, steps: 4, batch_size: 8}
        both: {kind: evaluate, model: ordered, data: pairs, split: train}
      """)
    for stage in ["score", "both"] {
      let rows = try rows(stage, laboratory)
      let (masked, right) = try (numbers("masked", rows), numbers("right", rows))
      let scored = masked.reduce(0, +)
      #expect(try scored == laboratory.metric("scored", of: stage))
      #expect(
        try right.reduce(0, +) / scored == laboratory.metric("accuracy", of: stage))
      let loss = try rows.filter { $0["loss"] != "" }.reduce(0.0) {
        try $0 + number("loss", $1) * number("masked", $1)
      }
      #expect(try abs(loss / scored - laboratory.metric("loss", of: stage)) < 1e-6)
    }
    let both = try rows("both", laboratory)
    let matching = both.count { $0["order"] == $0["predicted_order"] }
    #expect(
      try Double(matching) / Double(both.count) == laboratory.metric("order_accuracy", of: "both"))
    #expect(Set(both.map { $0["order"] }) == ["in order", "swapped"])
  }
}
