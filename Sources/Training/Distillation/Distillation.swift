package import Options

/// The terms of a student's loss, from a teacher and from the data, with their weights.
///
/// A student learns the teacher's scores, softened by a temperature (Hinton et al., arXiv
/// 1503.02531), its hidden states (TinyBERT, arXiv 1909.10351, eq. 8), the attention of its last
/// layer (MiniLM, arXiv 2002.10957, eq. 4) and its auxiliary tensors (OPDF, arXiv 2411.06448).
package struct Distillation: OptionSet, Hashable {
  /// Choice of the teacher's layers that the student's layers learn from.
  package enum LayerMap: String, CaseIterable, Sendable {
    /// Layers that are spread over the teacher's as evenly as can be; the last learns from the
    /// last.
    case uniform
    /// The teacher's last layers, as many as the student has.
    case last
  }

  /// Weight of the divergence from the teacher's scores, times the square of the temperature.
  package var logits = 1.0
  package var temperature = 2.0
  /// Weight of the mean squared distance of hidden states, summed over pairs of layers.
  package var hidden = 0.0
  /// Weight of the divergence from the attention of the teacher's last layer.
  package var attention = 0.0
  /// Weight of the mean squared distance of auxiliary tensors.
  package var tensors = 0.0
  /// Weight of the loss that the data alone give.
  package var hard = 0.5
  package var layers = LayerMap.uniform
  /// Replacement of the teacher's layers, one after the other; nil where the student computes
  /// alone.
  package var replacement: ReplacementSchedule?

  package static let options: [OptionProperty<Distillation>] = [
    .option(
      "logits", \.logits, .number(0...1e6), "weight of the divergence from the teacher's scores"),
    .option(
      "temperature", \.temperature, .number(0.01...1e4),
      "divisor of both models' scores before they are compared"),
    .option(
      "hidden", \.hidden, .number(0...1e6),
      "weight of the distance of hidden states; a learned matrix brings them to one width"),
    .option(
      "attention", \.attention, .number(0...1e6),
      "weight of the divergence from the last layer's attention; needs as many heads"),
    .option(
      "tensors", \.tensors, .number(0...1e6),
      "weight of the distance of auxiliary tensors; needs chains of the same factors and bonds"),
    .option("hard", \.hard, .number(0...1e6), "weight of the loss that the data alone give"),
    .option(
      "layers", \.layers, .choice,
      "layers of the teacher whose states or tensors are learned: evenly spread, or the last"),
    .optional(
      "replace", \.replacement, .group,
      "progressive replacement: steps draw which layers are the student's, the others the teacher's"
    ),
  ]

  package init() {}

  /// Whether any term compares what the models compute: scores, hidden states or attention.
  var comparesOutputs: Bool { logits > 0 || hidden > 0 || attention > 0 }

  /// Whether the student learns anything from the teacher.
  package var learnsFromTeacher: Bool { comparesOutputs || tensors > 0 || replacement != nil }

  /// A pair of hidden states that are compared, each given by the number of layers before it.
  struct Pair: Hashable {
    let student, teacher: Int
  }

  /// Returns the pairs of hidden states that are compared.
  ///
  /// - Parameters:
  ///   - student: Number of the student's layers.
  ///   - teacher: Number of the teacher's layers; for ``LayerMap/last`` no fewer.
  /// - Returns: The embeddings' pair, then one for each layer of the student: TinyBERT's map
  ///   m → m · teacher / student (section 3), rounded up, or m → m + teacher - student. None where
  ///   hidden states have no weight.
  func pairs(student: Int, teacher: Int) -> [Pair] {
    guard hidden > 0 else { return [] }
    return [Pair(student: 0, teacher: 0)] + pairsOfLayers(student: student, teacher: teacher)
  }

  /// Returns the pairs of hidden states after each layer of the student, compared or not.
  func pairsOfLayers(student: Int, teacher: Int) -> [Pair] {
    (1...student).map { layer in
      switch layers {
      case .uniform: Pair(student: layer, teacher: (layer * teacher + student - 1) / student)
      case .last: Pair(student: layer, teacher: layer + teacher - student)
      }
    }
  }
}

/// An error about a student that can't learn from a teacher as settings demand.
package struct DistillationError: Error, CustomStringConvertible {
  package let description: String
  init(_ misfit: Misfit) { description = misfit.description }
}
