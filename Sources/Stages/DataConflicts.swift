internal import Datasets
internal import Models
internal import Options
internal import Pipeline
internal import Training

extension InputOutlooks {
  /// Finds what keeps a model from reading data, as far as that is known before either is made.
  func conflicts(of model: StageInput, reading data: StageInput) -> [OptionConflict] {
    guard let shape = self[model]?.model?.encoder, let outlook = self[data]?.data,
      let misfit = shape.misfit(
        segments: outlook.segments, model: name(model), data: name(data))
    else { return [] }
    return [OptionConflict(data.role, misfit)]
  }

  /// Finds data whose content a stage can't use.
  ///
  /// - Parameters:
  ///   - contents: The contents that the stage can use.
  ///   - use: What the stage does with them, as words that follow "can" in the message.
  func conflicts(
    ofData data: StageInput, wanting contents: Set<DatasetContent>, to use: String
  ) -> [OptionConflict] {
    guard let task = self[data]?.data?.tasks.first(where: { !contents.contains($0.content) }) else {
      return []
    }
    let wanted = DatasetContent.allCases.filter(contents.contains).map(\.noun)
    return [
      OptionConflict(
        data.role, "\(name(data)) has \(task.content.noun), which cannot \(use)",
        hint: "name data with \(wanted.joined(separator: " or "))")
    ]
  }
}

extension OptionConflict {
  init(_ option: String, _ misfit: Misfit) {
    self.init(option, misfit.problem, hint: misfit.cure)
  }
}

extension DatasetContent {
  /// The noun for the content of examples, in messages.
  var noun: String {
    switch self {
    case .runningText: "running text"
    case .classes: "classes"
    case .scores: "scores"
    case .answers: "questions"
    }
  }
}
