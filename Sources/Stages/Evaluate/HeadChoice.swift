internal import Options
internal import Datasets
internal import Models
internal import Training

/// The choice of the head of a model that scores data.
enum HeadChoice {
  /// Chooses the head of a model that scores data.
  ///
  /// - Parameter wanted: The task that a spec names; nil for the only one with the data's classes.
  /// - Returns: The name of the task of the head; nil where the model's only head does it.
  /// - Throws: `StageError` where no head fits, or several do.
  static func task(
    _ model: ModelDescription, for data: EncodedDataset, named wanted: String?
  ) throws -> String? {
    let heads = data.usualObjective.heads(for: data)
    let fitting = try fitting(model, heads, named: wanted, has: model.has) { $0 == $1 }
    guard fitting.count < 2 else {
      let names = fitting.map(\.name).joined(separator: ", ")
      throw StageError("several heads predict these classes; choose a `task` of \(names)")
    }
    return fitting.first?.name
  }

  /// Finds the reason why no head of a model can score data; nil where a head may.
  ///
  /// It is found as far as it is known before the data are read.
  static func misfit(
    _ model: ModelDescription, for data: DataOutlook.Task, named wanted: String?
  ) -> Misfit? {
    do throws(HeadMissing) {
      _ = try fitting(
        model, data.heads(nil), named: wanted, has: model.mayHave, agree: ModelDescription.mayAgree)
      return nil
    } catch {
      return error.misfit
    }
  }

  /// Finds the heads of tasks that can score; none where the model's only head does.
  private static func fitting(
    _ model: ModelDescription, _ heads: RequiredHeads, named wanted: String?,
    has: (RequiredHeads) -> Bool, agree: ([String], [String]) -> Bool
  ) throws(HeadMissing) -> [TaskHead] {
    if !heads.language && !model.taskHeads.isEmpty {
      return try fitting(model.taskHeads, heads.outputs, named: wanted, agree)
    }
    if let wanted {
      throw HeadMissing(
        heads.language
          ? "tokens are predicted by the only head for them" : "the model has no heads of tasks",
        cure: "leave out `task: \(wanted)`")
    }
    guard has(heads) else {
      throw HeadMissing(refusal(model, heads), cure: "train it on them first")
    }
    return []
  }

  private static func fitting(
    _ heads: [TaskHead], _ outputs: [String], named wanted: String?,
    _ agree: ([String], [String]) -> Bool
  ) throws(HeadMissing) -> [TaskHead] {
    let known = heads.map(\.name).joined(separator: ", ")
    guard let wanted else {
      let fitting = heads.filter { agree($0.outputs, outputs) }
      if !fitting.isEmpty { return fitting }
      throw HeadMissing(
        "the model has no head for these data, but for the tasks \(known)",
        cure: "train it on them first")
    }
    guard let head = heads.first(where: { $0.name == wanted }) else {
      throw HeadMissing(
        "the model has no head of a task '\(wanted)'", cure: "there are \(known)")
    }
    guard agree(head.outputs, outputs) else {
      throw HeadMissing(
        "the head of the task '\(wanted)' predicts \(names(of: head.outputs)), but the data have "
          + names(of: outputs),
        cure: "choose another task")
    }
    return [head]
  }

  private static func refusal(_ model: ModelDescription, _ wanted: RequiredHeads) -> String {
    let data = wanted.outputs.isEmpty ? "" : ", which have \(names(of: wanted.outputs))"
    let known = model.headsInWords
    let has = known.isEmpty ? "none" : known.joined(separator: ", ")
    return "the model has no head for these data\(data); it has \(has)"
  }

  private static func names(of outputs: [String]) -> String {
    outputs == DataOutlook.unknownClasses ? "classes" : outputs.listed
  }
}

/// An error that no head of a model scores some data.
private struct HeadMissing: Error, CustomStringConvertible {
  let misfit: Misfit
  init(_ problem: String, cure: String) { misfit = Misfit(problem, cure: cure) }
  var description: String { misfit.description }
}
