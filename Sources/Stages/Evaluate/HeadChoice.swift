internal import Options
internal import Datasets
internal import Models
internal import Training

/// Which of a model's heads scores data.
enum HeadChoice {
  /// The name of the task whose head does; nil where the model's only head does.
  ///
  /// - Parameter wanted: The task that a spec names; nil for the only one with the data's classes.
  /// - Throws: `StageError` where no head fits, or several do.
  static func task(
    _ model: ModelDescription, for data: EncodedDataset, named wanted: String?
  ) throws -> String? {
    let heads = data.usualObjective.heads(for: data)
    if !heads.language && !model.taskHeads.isEmpty {
      return try task(model.taskHeads, outputs: heads.outputs, named: wanted)
    }
    if let wanted {
      throw StageError(
        heads.language
          ? "pieces are guessed by the only head for them; leave out `task: \(wanted)`"
          : "the model has no heads of tasks; leave out `task: \(wanted)`")
    }
    guard model.has(heads) else {
      throw StageError(refusal(model, heads))
    }
    return nil
  }

  private static func task(
    _ heads: [TaskHead], outputs: [String], named wanted: String?
  ) throws -> String {
    let known = heads.map(\.name).joined(separator: ", ")
    if let wanted {
      guard let head = heads.first(where: { $0.name == wanted }) else {
        throw StageError("the model has no head of a task '\(wanted)'; there are \(known)")
      }
      guard head.outputs == outputs else {
        throw StageError(
          "the head of the task '\(wanted)' tells \(head.outputs.listed), but the "
            + "data have \(outputs.listed)")
      }
      return wanted
    }
    let fitting = heads.filter { $0.outputs == outputs }
    guard let head = fitting.first else {
      throw StageError(
        "the model has no head for these data, but for the tasks \(known); train it on them first")
    }
    guard fitting.count == 1 else {
      let names = fitting.map(\.name).joined(separator: ", ")
      throw StageError("several heads tell these classes; choose a `task` of \(names)")
    }
    return head.name
  }

  private static func refusal(_ model: ModelDescription, _ wanted: RequiredHeads) -> String {
    let data = wanted.outputs.isEmpty ? "" : ", which have \(wanted.outputs.listed)"
    let known = model.headsInWords
    let has = known.isEmpty ? "none" : known.joined(separator: ", ")
    return "the model has no head for these data\(data); it has \(has); train it on them first"
  }
}
