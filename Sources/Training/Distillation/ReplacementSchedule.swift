package import Models
package import Options
internal import Statistics

/// The progressive replacement of a teacher's layers by a student's while it learns: DeltaLLM
/// (arXiv 2501.18596), after BERT-of-Theseus (arXiv 2002.02925, section 3.2).
///
/// In each step the student computes with each of its layers with a probability that rises
/// linearly, and otherwise with the teacher's layers in its place, which don't learn. DeltaLLM's
/// schedule is not published in full; the linear one is that of BERT-of-Theseus.
package struct ReplacementSchedule: OptionSet, Hashable {
  package var start = 0.5
  package var steps = 1000

  package static let options: [OptionProperty<ReplacementSchedule>] = [
    .option(
      "start", \.start, .number(0...1),
      "probability in the first step that a layer of the student is used, and not the teacher's"),
    .option(
      "steps", \.steps, .integer(1...100_000_000), "steps after which the student has all layers"),
  ]

  package init() {}

  /// Returns the probability that a step, counted from 0, uses a layer of the student.
  func probability(atStep step: Int) -> Double {
    start + (1 - start) * min(1, Double(step) / Double(steps))
  }

  /// Draws the layers of the student, counted from 0, which the teacher's take the place of in a
  /// step.
  ///
  /// - Parameters:
  ///   - count: Number of the student's layers.
  ///   - step: The step of the training, counted from 0.
  func replacedLayers(of count: Int, step: Int, seed: Int) -> Set<Int> {
    let probability = probability(atStep: step)
    return Set(
      (0..<count).filter { layer in
        var draw = SeededGenerator(
          seed: UInt64(bitPattern: Int64(seed)), stream: "replacement \(step) \(layer)")
        return draw.uniform() >= probability
      })
  }
}

extension Distillation {
  /// Finds the reason why a teacher's layers can't take the place of a student's; nil where they
  /// can, and where they needn't.
  ///
  /// - Parameter name: Name of the teacher in messages.
  package func misfitOfReplacement(
    by teacher: ModelDescription, of student: ModelDescription, name: String = "the teacher"
  ) -> Misfit? {
    guard replacement != nil else { return nil }
    let (own, theirs) = (student.encoder, teacher.encoder)
    if hard == 0 && logits == 0 && hidden == 0 && attention == 0 {
      return Misfit("no term of the loss has a weight", cure: "give `hard` one above 0")
    }
    if own.hidden != theirs.hidden {
      return Misfit(
        "the student's hidden states are \(own.hidden) wide and those of \(name) \(theirs.hidden)",
        cure: "`replace` needs equal widths")
    }
    if own.layers > theirs.layers {
      return Misfit(
        "the student has \(own.layers) layers and \(name) has \(theirs.layers)",
        cure: "`replace` needs no fewer of the teacher")
    }
    return misfitOfPaths(through: teacher, student, name)
  }

  /// Finds the reason why hidden states or gradients can't pass through layers of both; nil where
  /// they can.
  private func misfitOfPaths(
    through teacher: ModelDescription, _ student: ModelDescription, _ name: String
  ) -> Misfit? {
    if student.sharing.loop?.hasInjection == true || student.sharing.loop?.hasRandomDepth == true {
      return Misfit(
        "the student goes through its layers in another way than one after the other "
          + "('\(student.sharing.name)')",
        cure: "`replace` needs a loop without injection and random depth")
    }
    if teacher.routedTerms != nil {
      return Misfit(
        "\(name) chooses among the experts of merged models, through which gradients can't pass",
        cure: "replace layers by those of its base, or leave `replace` out")
    }
    guard teacher.sharing.loop?.hasInjection == true else { return nil }
    return Misfit(
      "\(name) feeds what entered its loop into its layers ('\(teacher.sharing.name)')",
      cure: "`replace` needs a teacher without injection")
  }
}
