import Foundation
import TestSupport
import Testing

/// A Python with MLflow and TensorBoard; `BONDLAB_PYTHON` names another interpreter.
private enum Trackers {
  private static let python = ProcessInfo.processInfo.environment["BONDLAB_PYTHON"] ?? "python3"

  static let areThere: Bool =
    (try? run("import mlflow, tensorboard", in: TemporaryFolder()))?
    .status == 0

  static func run(_ script: String, in folder: TemporaryFolder) throws -> Program.Outcome {
    let path = try folder.write(script.utf8, to: "check-\(UUID()).py")
    let process = try RunningProgram(
      [python, path], in: folder, setting: ["MLFLOW_ALLOW_FILE_STORE": "true"],
      program: "/usr/bin/env")
    return process.outcome()
  }
}

@Suite("exports for other programs")
struct HandoverExportTests {
  private func made() throws -> SmallExperiment {
    let experiment = try SmallExperiment(seeds: 1)
    #expect(try experiment.run().status == 0)
    return experiment
  }

  private func export(
    _ experiment: SmallExperiment, _ arguments: String...
  ) throws -> Program.Outcome {
    try Program.run(["export", "small.yaml"] + arguments, in: experiment.folder)
  }

  @Test("write a folder each, the same again, and no tables beside")
  func folders() throws {
    let experiment = try made()
    let before = try experiment.tables()
    let outcome = try export(experiment, "--mlflow", "runs", "--tensorboard", "board")
    #expect(outcome.status == 0, "\(outcome.complaints)")
    let folder = experiment.folder
    #expect(
      outcome.output.split(separator: "\n").map { $0.split(separator: "/").last } == [
        "board", "runs",
      ])
    #expect(try experiment.tables() == before)
    let digests = "find runs board -type f | sort | xargs -d '\\n' sha256sum"
    let first = try Program.run(script: digests, in: folder).output
    #expect(first.contains("board/score[arm=mpo,seed=1]/events.out.tfevents."))
    #expect(first.contains("/metrics/accuracy\n") && first.contains("/params/cell.arm\n"))
    #expect(try export(experiment, "--mlflow", "runs", "--tensorboard", "board").status == 0)
    #expect(try Program.run(script: digests, in: folder).output == first)
  }

  @Test("have all metrics in one file where that is asked for")
  func tidy() throws {
    let experiment = try made()
    let outcome = try export(experiment, "--tidy", "--out", "tidy")
    #expect(outcome.status == 0 && outcome.output == "tidy/results.csv\n")
    let path = experiment.folder.file("tidy")
    let names = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    #expect(names == ["results.csv", "results.csv.json"])
    #expect(
      try Data(contentsOf: URL(filePath: "\(path)/results.csv"))
        == experiment.tables()["results.csv"])
    #expect(try export(experiment, "--tidy").status == 0)
    #expect(try experiment.tables().keys.sorted() == ["main.csv", "results.csv", "verdict.csv"])
  }

  @Test(
    "are read by MLflow and TensorBoard",
    .enabled(
      if: Trackers.areThere,
      "needs Python with mlflow and tensorboard; BONDLAB_PYTHON names another interpreter"))
  func read() throws {
    let experiment = try made()
    #expect(try export(experiment, "--mlflow", "runs", "--tensorboard", "board").status == 0)
    let outcome = try Trackers.run(Self.check, in: experiment.folder)
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.complaints)")
    let numbers = outcome.output.split(separator: "\n").last?.split(separator: " ") ?? []
    let accuracy = try experiment.table("results").first {
      $0.contains("score") && $0.contains("accuracy") && $0.contains("mpo")
    }?.last
    try #require(numbers.count == 3, "\(outcome.output)")
    #expect(accuracy.map { numbers[0] == $0 } == true, "\(outcome.output)")
    #expect(abs((Double(numbers[1]) ?? 0) - (accuracy.flatMap { Double($0) } ?? 1)) < 1e-6)
  }

  private static let check = """
    import mlflow, os
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
    client = mlflow.MlflowClient("file://" + os.path.abspath("runs"))
    experiment = client.get_experiment_by_name("small")
    runs = client.search_runs([experiment.experiment_id], "params.`cell.arm` = 'mpo'")
    score = [r for r in runs if r.info.run_name == "score[arm=mpo,seed=1]"][0]
    assert score.info.status == "FINISHED" and score.data.params["split"] == "test"
    tuned = [r for r in runs if r.info.run_name == "tuned[arm=mpo,seed=1]"][0]
    history = client.get_metric_history(tuned.info.run_id, "loss")
    assert history and all(point.step > 0 for point in history)
    board = EventAccumulator("board/score[arm=mpo,seed=1]").Reload()
    value = board.Scalars("accuracy")[0].value
    curve = EventAccumulator("board/tuned[arm=mpo,seed=1]").Reload().Scalars("loss")
    assert [p.step for p in curve] == sorted(p.step for p in history)
    print(score.data.metrics["accuracy"], value, len(curve))

    """
}
