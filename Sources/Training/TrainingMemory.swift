package import Models
internal import Tensors

/// The memory that training a model needs, in bytes.
package struct TrainingMemory: Sendable, Hashable {
  /// Bytes of the parameters, their gradients, the optimizer's state and what hooks keep; and of a
  /// teacher's parameters as they are read.
  package let parameters: Int
  /// The most bytes that a step needs besides, for activations, rebuilt matrices and their
  /// gradients; terms that hooks add to the loss aren't counted. Which experts tokens will go
  /// through isn't known, so all go through the last one: then its temporary memory is largest, and
  /// needed while that of all experts is still in use.
  package let step: Int

  package var total: Int { parameters + step }

  /// Goes through a step as training does, with memory that is only counted.
  ///
  /// - Parameters:
  ///   - objective: What is learned; of a mixture, the objective that needs most.
  ///   - lengths: Number of tokens of each sequence of a step [sequences].
  ///   - rowsRead: Number of rows of each sequence that the head reads [sequences].
  ///   - teacher: The model that the settings' distillation learns from.
  package init(
    _ description: ModelDescription, _ settings: TrainingSettings,
    objective: any Objective.Type, lengths: [Int], rowsRead: [Int],
    teacher: ModelDescription? = nil
  ) {
    let layout = Projection.layout(description, for: teacher, settings)
    let teachersArena = Arena(imaginary: true)
    let arena = Arena(imaginary: true)
    let batch = ScoredBatch(objective, lengths: lengths, rowsRead: rowsRead, of: description)
    let teachersLayout = teacher.map { ParameterLayout($0) }
    let distiller = teacher.flatMap {
      Distiller(imaginary: $0, for: description, objective, arena: teachersArena, settings)
    }
    let frozen = settings.frozenNames(description)
    for replaced in settings.distillation?.extremes(layers: description.encoder.layers) ?? [[]] {
      _ = GradientPass(
        description, settings, frozen: frozen, distiller: distiller, replaced: replaced,
        isDeepest: true
      ).run(batch, ParameterBank(imaginary: layout), step: 0, arena: arena, workers: .idle)
    }
    let copied = (distiller?.tensors.pairs ?? []).reduce(0) {
      $0 + (teachersLayout?[$1.teacher]?.count ?? 0)
    }
    let numbers =
      settings.numbersKept(description, in: layout) + 2 * (teachersLayout?.count ?? 0) + copied
    parameters = numbers * MemoryLayout<Float>.stride
    step = arena.peakBytes + teachersArena.peakBytes
  }
}

extension Distillation {
  /// The sets of layers whose place a teacher's take in a step that are tried for the most memory:
  /// none, all but the first, all but the last, and all.
  fileprivate func extremes(layers: Int) -> [Set<Int>] {
    replacement == nil
      ? [[]] : [[], Set(1..<layers), Set(0..<layers - 1), Set(0..<layers)]
  }
}

extension ScoredBatch {
  /// Makes sequences of so many tokens, all with the id 0, for the head that a model has.
  ///
  /// - Parameters:
  ///   - lengths: Number of tokens of each sequence [sequences].
  ///   - rowsRead: Number of tokens of each sequence that are read [sequences].
  fileprivate init(
    _ objective: any Objective.Type, lengths: [Int], rowsRead: [Int], of model: ModelDescription
  ) {
    let offsets = lengths.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1) }
    let zeros = [Int32](repeating: 0, count: offsets[lengths.count])
    let tokens = PackedTokens(ids: zeros, segments: zeros, positions: zeros, offsets: offsets)
    self.init(
      tokens: tokens,
      goal: objective.blankGoal(for: tokens.sequences, rowsRead: rowsRead, of: model))
  }
}
