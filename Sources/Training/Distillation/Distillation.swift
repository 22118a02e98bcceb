package import Options

/// What a student learns from a teacher beside its data, each part of the loss with its weight.
///
/// Scores softened by a temperature (Hinton et al., arXiv 1503.02531), hidden states (TinyBERT,
/// arXiv 1909.10351, eq. 8) and the last layer's attention (MiniLM, arXiv 2002.10957, eq. 4).
package struct Distillation: OptionSet, Hashable {
  /// Which layer of the teacher a layer of the student learns from.
  package enum LayerMap: String, CaseIterable, Sendable {
    /// Layers as evenly spread over the teacher's as can be; the last learns from the last.
    case uniform
    /// As many of the teacher's last layers as the student has.
    case last
  }

  /// Of the divergence from the teacher's scores, by the square of the temperature.
  package var logits = 1.0
  package var temperature = 2.0
  /// Of the mean squared distance of hidden states, summed over pairs of layers.
  package var hidden = 0.0
  /// Of the divergence from the attention of the teacher's last layer.
  package var attention = 0.0
  /// Of the loss that the data alone would give.
  package var hard = 0.5
  package var layers = LayerMap.uniform

  package static let options: [OptionProperty<Distillation>] = [
    .option(
      "logits", \.logits, .number(0...1e6), "weight of the divergence from the teacher's scores"),
    .option(
      "temperature", \.temperature, .number(0.01...1e4),
      "by which both models' scores are divided before they are compared"),
    .option(
      "hidden", \.hidden, .number(0...1e6),
      "weight of the distance of hidden states; a learned matrix brings them to one width"),
    .option(
      "attention", \.attention, .number(0...1e6),
      "weight of the divergence from the last layer's attention; needs as many heads"),
    .option("hard", \.hard, .number(0...1e6), "weight of the loss that the data alone give"),
    .option(
      "layers", \.layers, .choice,
      "of which teacher's layers hidden states are learnt: evenly spread ones, or the last"),
  ]

  package init() {}

  /// Whether anything comes from the teacher.
  package var learnsFromTeacher: Bool { logits > 0 || hidden > 0 || attention > 0 }

  /// The hidden states that are compared, by how many layers they have behind them.
  struct Pair: Hashable {
    let student, teacher: Int
  }

  /// - Parameters:
  ///   - student: How many layers it has.
  ///   - teacher: How many it has; under ``LayerMap/last`` no fewer.
  /// - Returns: The embeddings' pair, then one for each layer of the student: TinyBERT's map
  ///   m → m · teacher / student (section 3), rounded up, or m → m + teacher - student. None where
  ///   hidden states have no weight.
  func pairs(student: Int, teacher: Int) -> [Pair] {
    guard hidden > 0 else { return [] }
    return (0...student).map { layer in
      guard layer > 0 else { return Pair(student: 0, teacher: 0) }
      return switch layers {
      case .uniform: Pair(student: layer, teacher: (layer * teacher + student - 1) / student)
      case .last: Pair(student: layer, teacher: layer + teacher - student)
      }
    }
  }
}

/// Why a student can't learn from a teacher as it was asked to.
package struct DistillationError: Error, CustomStringConvertible {
  package let description: String
  init(_ misfit: Misfit) { description = misfit.description }
}
