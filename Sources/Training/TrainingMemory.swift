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
  ///   - rowsRead: How many rows of each the head reads: masked tokens, 1 for its class, or all
  ///     tokens to find an answer.
  ///   - teacher: What the settings' distillation learns from.
  package init(
    _ description: ModelDescription, _ settings: TrainingSettings, lengths: [Int], rowsRead: [Int],
    teacher: ModelDescription? = nil
  ) {
    let layout = Projection.layout(description, for: teacher, settings)
    let teachersArena = Arena(imaginary: true)
    let arena = Arena(imaginary: true)
    let batch = ScoredBatch(lengths: lengths, rowsRead: rowsRead, of: description)
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
  /// Sequences of so many tokens, all of one kind, for the head that a model has.
  ///
  /// - Parameter rowsRead: Of each sequence, how many of its first tokens are masked, where they
  ///   are.
  fileprivate init(lengths: [Int], rowsRead: [Int], of description: ModelDescription) {
    let offsets = lengths.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1) }
    let zeros = [Int32](repeating: 0, count: offsets[lengths.count])
    let none = [Int32](repeating: 0, count: lengths.count)
    let ordered = description.hasOrderHead
    // Of a mixture, the step that needs most: pieces are scored over the whole vocabulary.
    let task =
      description.hasLanguageHead
      ? nil : description.taskHeads.max { $0.outputs.count < $1.outputs.count }?.name
    let goal: Goal
    if description.hasSpanHead {
      goal = .spans(starts: none, ends: none)
    } else if !description.classes.isEmpty || task != nil {
      goal = .classes(none)
    } else {
      let rows = zip(offsets, rowsRead).flatMap { start, count in
        let first = ordered ? start + 1 : start
        return (first..<first + count).map { Int32($0) }
      }
      goal = .pieces([Int32](repeating: 0, count: rows.count), rows: rows)
    }
    self.init(
      tokens: PackedTokens(ids: zeros, segments: zeros, positions: zeros, offsets: offsets),
      goal: goal, order: ordered ? SegmentOrder(labels: none, weight: 1) : nil, task: task)
  }
}
