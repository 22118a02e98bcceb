internal import Datasets
internal import Models
internal import Training

/// The properties of data that are known before they are read.
///
/// The data are of one task, or of several in a mixture.
struct DataOutlook: Sendable {
  /// The data of one task.
  struct Task: Sendable {
    /// Name of the task in a mixture; nil for data alone.
    var name: String?
    let content: DatasetContent
    /// Names of the classes; ``unknownClasses`` where they are known only from the data.
    let classes: [String]
    /// Whether sequences are two segments whose order is predicted.
    let isOrdered: Bool
    /// Whether sequences are two segments.
    let hasPairs: Bool

    init(_ dataset: any DatasetKind, isOrdered: Bool) {
      content = dataset.content
      classes = dataset.classes ?? DataOutlook.unknownClasses
      self.isOrdered = isOrdered
      hasPairs = isOrdered || dataset.hasPairs
    }

    /// The words with which a message about the data begins.
    var subject: String { name.map { "the data of the task '\($0)' are" } ?? "the data are" }

    /// Finds the objective of training on the data.
    ///
    /// - Parameter chosen: The objective of the spec; nil for the usual one.
    func objective(_ chosen: (any Objective.Type)?) -> any Objective.Type {
      chosen ?? ObjectiveCatalog.usual(for: content)
    }

    /// Finds the heads that a model needs for the objective.
    func heads(_ chosen: (any Objective.Type)?) -> RequiredHeads {
      objective(chosen).heads(classes: classes, isOrdered: isOrdered)
    }
  }

  /// Two made-up classes that stand for classes known only from the data.
  static let unknownClasses = ["one", "other"]

  let tasks: [Task]
  /// Largest number of tokens that the vocabulary may have.
  let vocabulary: Int
  /// Largest number of tokens of a sequence.
  let longest: Int

  /// Number of segments of a sequence.
  var segments: Int { tasks.contains(where: \.hasPairs) ? 2 : 1 }

  /// Finds the most expensive objective, which predicts tokens over the whole vocabulary.
  func costliest(_ chosen: (any Objective.Type)?) -> any Objective.Type {
    let task = tasks.first { $0.heads(chosen).language } ?? tasks.first
    return task?.objective(chosen) ?? Classification.self
  }
}

extension DataOutlook {
  /// Combines the data of several tasks, each under its name.
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

  /// Whether a head with the outputs `one` may be the head for the outputs `other`.
  ///
  /// The order of classes does not matter, as a head's rows follow their names. Where either is
  /// unknown, it is enough that both are classes.
  static func mayAgree(_ one: [String], _ other: [String]) -> Bool {
    if one.count == other.count && Set(one) == Set(other) { return true }
    let areClasses = [one, other].allSatisfy { !$0.isEmpty && $0 != [score] }
    return areClasses && [one, other].contains(DataOutlook.unknownClasses)
  }

  /// Describes the model with the heads that the data need, as training fits them.
  ///
  /// - Parameter objective: The objective of training; nil for the usual one of the data.
  func fitted(to data: DataOutlook, _ objective: (any Objective.Type)?) -> ModelDescription {
    var model = self
    model.replaceHeads(by: data.tasks.map { ($0.name, $0.heads(objective)) })
    return model
  }
}
