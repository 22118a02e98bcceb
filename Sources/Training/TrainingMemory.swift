package import Models
internal import Tensors

/// What training a model keeps in memory, in bytes.
package struct TrainingMemory: Sendable, Hashable {
  /// Parameters, their gradients, and what the optimizer remembers of each; a teacher's parameters
  /// as they are read.
  package let parameters: Int
  /// The most that a step needs besides, for activations, rebuilt matrices and their gradients.
  package let step: Int

  package var total: Int { parameters + step }

  /// Goes through a step as training does, with memory that is only counted.
  ///
  /// - Parameters:
  ///   - lengths: Tokens of each sequence of a step.
  ///   - rowsRead: How many rows of each the head reads: masked tokens, or 1 for its class.
  ///   - teacher: What the settings' distillation learns from.
  package init(
    _ description: ModelDescription, _ settings: TrainingSettings, lengths: [Int], rowsRead: [Int],
    teacher: ModelDescription? = nil
  ) {
    let layout = Projection.layout(description, for: teacher, settings)
    let teachersArena = Arena(imaginary: true)
    let arena = Arena(imaginary: true)
    // Of a mixture, the step that needs most: pieces are scored over the whole vocabulary.
    let task =
      description.hasLanguageHead
      ? nil : description.taskHeads.max { $0.outputs.count < $1.outputs.count }?.name
    let batch = ScoredBatch(
      lengths: lengths, rowsRead: description.classes.isEmpty && task == nil ? rowsRead : nil,
      ordered: description.hasOrderHead, task: task)
    let teachersLayout = teacher.map { ParameterLayout($0) }
    let distiller = teacher.flatMap {
      Distiller(imaginary: $0, arena: teachersArena, settings)
    }
    let frozen = settings.frozenNames(description)
    _ = GradientPass(description, settings, frozen: frozen, distiller: distiller)
      .run(batch, ParameterBank(imaginary: layout), step: 0, arena: arena, workers: .idle)
    let numbers =
      layout.count * (2 + type(of: settings.optimizer).memories.count)
      + 2 * (teachersLayout?.count ?? 0)
    parameters = numbers * MemoryLayout<Float>.stride
    step = arena.peakBytes + teachersArena.peakBytes
  }
}

extension ScoredBatch {
  /// Sequences of so many tokens, all of one kind.
  ///
  /// - Parameter rowsRead: Of each sequence, how many of its first tokens are masked; nil to
  ///   classify sequences.
  fileprivate init(lengths: [Int], rowsRead: [Int]?, ordered: Bool, task: String?) {
    let offsets = lengths.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1) }
    let zeros = [Int32](repeating: 0, count: offsets[lengths.count])
    let rows = rowsRead.map { counts in
      zip(offsets, counts).flatMap { start, count in
        let first = ordered ? start + 1 : start
        return (first..<first + count).map { Int32($0) }
      }
    }
    self.init(
      tokens: PackedTokens(ids: zeros, segments: zeros, positions: zeros, offsets: offsets),
      goal: rows.map { .pieces([Int32](repeating: 0, count: $0.count), rows: $0) }
        ?? .classes([Int32](repeating: 0, count: lengths.count)),
      order: ordered
        ? SegmentOrder(labels: [Int32](repeating: 0, count: lengths.count), weight: 1) : nil,
      task: task)
  }
}
