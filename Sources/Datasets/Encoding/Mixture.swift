package import Tokenization

/// The data of the tasks that one model learns by turns, or of a single task.
///
/// The tasks share an encoder and a pooler; each has a head of its own (MT-DNN: Liu et al., arXiv
/// 1901.11504, section 3). Tasks of running text share the head that predicts masked tokens.
package struct Mixture: Sendable {
  package struct Task: Sendable {
    /// Name of the task and its head; nil for data alone, whose head is the model's only one.
    package let name: String?
    package let data: EncodedDataset
  }

  package let tasks: [Task]
  /// Exponent of the tasks' sizes: a step has a task with a probability in proportion to its number
  /// of training examples to this power.
  package let power: Double

  /// Takes data alone.
  package init(_ data: EncodedDataset) {
    tasks = [Task(name: nil, data: data)]
    power = 1
  }

  /// Mixes tasks with one vocabulary.
  ///
  /// - Throws: `DatasetError` where there is no task, a name is there twice or can't be part of a
  ///   tensor's name, vocabularies differ, or a task seeks answers or has nothing to train on.
  package init(tasks: [(name: String, data: EncodedDataset)], power: Double) throws(DatasetError) {
    if let problem = Self.problem(withNames: tasks.map(\.name)) { throw DatasetError(problem) }
    for (name, data) in tasks {
      guard data.vocabulary == tasks[0].data.vocabulary else {
        throw DatasetError(
          "the tasks '\(tasks[0].name)' and '\(name)' have different vocabularies; give the "
            + "`load` stage of '\(name)' the option `tokenizer` with the data of the other")
      }
      guard data.content != .answers else {
        throw DatasetError(
          "the task '\(name)' seeks answers in texts, which a mixture can't; train on it alone")
      }
      guard data.splits["train"].map({ $0.count > 0 }) == true else {
        throw DatasetError("the task '\(name)' has no examples in a split 'train'")
      }
    }
    self.tasks = tasks.map { Task(name: $0.name, data: $0.data) }
    self.power = power
  }

  /// Says what is wrong with these names of tasks; nil where nothing is.
  package static func problem(withNames names: [String]) -> String? {
    if names.isEmpty { return "a mixture needs at least one task" }
    var seen: Set<String> = []
    for name in names {
      let isPlain = name.utf8.allSatisfy { byte in
        switch UnicodeScalar(byte) {
        case "a"..."z", "A"..."Z", "0"..."9", "_", "-": true
        default: false
        }
      }
      guard isPlain && !name.isEmpty else {
        return "a task is named by letters, digits, '_' and '-', not '\(name)'"
      }
      guard seen.insert(name).inserted else { return "two tasks are named '\(name)'" }
    }
    return nil
  }

  package var vocabulary: Vocabulary { tasks[0].data.vocabulary }

  /// Number of training examples of each task [tasks].
  package var counts: [Int] { tasks.map { $0.data.splits["train"]?.count ?? 0 } }
}
