internal import Datasets
internal import Models
internal import Training

/// What is known of data before they are read: of one task, or of several that are mixed.
struct DataOutlook: Sendable {
  /// One task's data.
  struct Task: Sendable {
    /// nil for data that stand alone.
    var name: String?
    let content: DatasetContent
    /// ``unknownClasses`` where only the data tell how many there are.
    let classes: [String]
    /// Whether sequences are two segments whose order is told.
    let isOrdered: Bool
    /// Whether sequences are two segments.
    let hasPairs: Bool

    init(_ dataset: any DatasetKind, isOrdered: Bool) {
      content = dataset.content
      classes = dataset.classes ?? DataOutlook.unknownClasses
      self.isOrdered = isOrdered
      hasPairs = isOrdered || dataset.hasPairs
    }

    /// How a message about them begins.
    var subject: String { name.map { "the data of the task '\($0)' are" } ?? "the data are" }

    /// What is learned of them.
    ///
    /// - Parameter chosen: nil for what is usual.
    func objective(_ chosen: (any Objective.Type)?) -> any Objective.Type {
      chosen ?? ObjectiveCatalog.usual(for: content)
    }

    /// The heads that a model needs for it.
    func heads(_ chosen: (any Objective.Type)?) -> RequiredHeads {
      objective(chosen).heads(classes: classes, isOrdered: isOrdered)
    }
  }

  /// Two that are made up, in place of those that only the data tell.
  static let unknownClasses = ["one", "other"]

  let tasks: [Task]
  /// The most pieces that the vocabulary may have.
  let vocabulary: Int
  /// The most pieces of a sequence.
  let longest: Int

  /// How many segments sequences have.
  var segments: Int { tasks.contains(where: \.hasPairs) ? 2 : 1 }

  /// The objective that needs most: pieces are scored over the whole vocabulary.
  func costliest(_ chosen: (any Objective.Type)?) -> any Objective.Type {
    let task = tasks.first { $0.heads(chosen).language } ?? tasks.first
    return task?.objective(chosen) ?? Classification.self
  }
}

extension DataOutlook {
  /// Several tasks' data together, each under its name.
  init(mixing members: [(name: String, data: DataOutlook)]) {
    tasks = members.flatMap { name, data in
      data.tasks.map { task in
        var named = task
        named.name = name
        return named
      }
    }
    vocabulary = members.map(\.data.vocabulary).max() ?? 0
    longest = members.map(\.data.longest).max() ?? 0
  }
}

extension ModelDescription {
  /// Whether the model may have these heads, as far as is known before data are read.
  func mayHave(_ heads: RequiredHeads) -> Bool {
    guard !has(heads) else { return true }
    var rest = heads
    rest.outputs = []
    return has(rest) && Self.mayAgree(classes, heads.outputs)
  }

  /// Whether a head that puts out `one` may be the head for `other`: where either is unknown, it
  /// is enough that both are classes.
  static func mayAgree(_ one: [String], _ other: [String]) -> Bool {
    if one == other { return true }
    let areClasses = [one, other].allSatisfy { !$0.isEmpty && $0 != [score] }
    return areClasses && [one, other].contains(DataOutlook.unknownClasses)
  }

  /// The same model with the heads that the data need, as training fits them.
  ///
  /// - Parameter objective: What is learned; nil for what is usual for the data.
  func fitted(to data: DataOutlook, _ objective: (any Objective.Type)?) -> ModelDescription {
    var model = self
    model.replaceHeads(by: data.tasks.map { ($0.name, $0.heads(objective)) })
    return model
  }
}
