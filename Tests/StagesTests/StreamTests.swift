import Pipeline
import Testing

/// Tests what stages draw that train one after the other on the same data.
///
/// At a learning rate of 0 nothing is learned, so that the losses of steps depend on batches, masks
/// and dropout alone.
@Suite("what trainings draw one after the other")
struct StreamTests {
  private static func training(
    _ name: String, from model: String, _ steps: Int, data: String = "text", _ more: String = ""
  ) -> String {
    """
      \(name): {kind: train, model: \(model), data: \(data), steps: \(steps), batch_size: 5,
                learning_rate: 0,
        dropout: 0.2, log_every: 1\(more)}

    """
  }

  /// Finds the loss of each step.
  private func losses(_ laboratory: Laboratory, _ stage: String) throws -> [Double] {
    try laboratory.output(stage).metrics.filter { $0.name == "loss" && $0.step != nil }
      .map(\.value)
  }

  private static let mixture = """
      rows: {kind: load, dataset: {kind: table, train: classes.tsv}, max_length: 12,
             tokenizer: text}
      both: {kind: mixture, tasks: [{name: kinds, data: classes}, {name: rows, data: rows}]}

    """

  @Test(
    "two trainings draw what one of as many steps does, whatever stands between them",
    arguments: ["text", "both"])
  func continuation(data: String) throws {
    let laboratory = try Laboratory(
      Self.mixture + Self.training("first", from: "fresh", 7, data: data)
        + "  between: {kind: initialize, from: first, sharing: all}\n"
        + Self.training("second", from: "between", 6, data: data)
        + Self.training("third", from: "second", 4, data: data)
        + Self.training("whole", from: "fresh", 17, data: data))
    let parts = try ["first", "second", "third"].map { try losses(laboratory, $0) }
    #expect(parts.map(\.count) == [7, 6, 4])
    #expect(try Array(parts.joined()) == losses(laboratory, "whole"))
    #expect(Set(parts[0].prefix(6)).isDisjoint(with: parts[1]))
  }

  @Test("stages that start from one lineage draw alike; so pairs of arms stay pairs")
  func alike() throws {
    let laboratory = try Laboratory(
      Self.training("first", from: "fresh", 3) + Self.training("one", from: "first", 4)
        + Self.training("other", from: "first", 4, ", optimizer: lamb"))
    #expect(try losses(laboratory, "one") == losses(laboratory, "other"))
  }

  @Test("another seed and other data are used for the first time, as if nothing had been drawn")
  func firstUse() throws {
    let laboratory = try Laboratory(
      Self.training("first", from: "fresh", 3)
        + Self.training("seed", from: "first", 4, ", seed: 7")
        + Self.training("seedAlone", from: "fresh", 4, ", seed: 7")
        + Self.training("again", from: "fresh", 3))
    #expect(try losses(laboratory, "seed") == losses(laboratory, "seedAlone"))
    #expect(try losses(laboratory, "again") == losses(laboratory, "first"))
  }
}
