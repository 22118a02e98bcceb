public import Statistics
internal import Datasets
public import Pipeline
internal import Options

/// Puts the data of several tasks together.
///
/// One model then learns the tasks by turns, with a head for each (MT-DNN: Liu et al.,
/// arXiv 1901.11504).
public enum MixtureStage: StageKind {
  public static let name = "mixture"
  public static let version = 1
  public static let about = "combines the data of several tasks, which one model learns by turns"
  public static let produces = "mixture"
  public static let metrics: [MetricDeclaration]? = [.tasks, .sequencesOfTask, .shareOfTask]

  public static func conflicts(
    _ options: MixtureOptions, _ request: StageRequest
  ) -> [OptionConflict] {
    if let problem = Mixture.problem(withNames: options.names) {
      return [
        OptionConflict("tasks", problem, hint: "write - {name: cola, data: STAGE} for each task")
      ]
    }
    let seeking = InputOutlooks(request).all(options.data)
      .firstIndex { $0?.data?.tasks.contains { $0.content == .answers } == true }
    return seeking.map { index in
      [
        OptionConflict(
          "tasks",
          "the task '\(options.names[index])' seeks answers in texts, which a mixture can't learn",
          hint: "train on it alone")
      ]
    } ?? []
  }

  public static func outlook(
    _ options: @autoclosure () -> MixtureOptions, _ inputs: InputOutlooks
  ) -> StageOutlook? {
    let options = options()
    let members = zip(options.names, inputs.all(options.data)).compactMap { name, outlook in
      outlook?.data.map { (name: name, data: $0) }
    }
    return StageOutlook(data: DataOutlook(mixing: members))
  }

  public static func run(
    _ options: MixtureOptions, _ job: StageJob, reporter: any StageReporter
  ) throws -> StageOutput {
    let data = try job.inputs.filter { $0.role == options.data.role }
      .map { try EncodedDataset(files: $0.files) }
    let mixture = try Mixture(
      tasks: zip(options.names, data).map { (name: $0, data: $1) }, power: options.power)
    let shares = TaskOrder(counts: mixture.counts, power: mixture.power, seed: 0).shares
    var metrics = [Metric(.tasks, Double(mixture.tasks.count))]
    for (index, name) in options.names.enumerated() {
      metrics.append(Metric(.sequencesOfTask, of: [name], Double(mixture.counts[index])))
      metrics.append(Metric(.shareOfTask, of: [name], shares[index]))
    }
    return StageOutput(files: try mixture.save(in: job.workFolder), metrics: metrics)
  }
}
