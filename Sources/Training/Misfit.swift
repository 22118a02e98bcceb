package import Models

/// Why a model can't read data or learn from another model, and what would mend it.
package struct Misfit: Hashable, CustomStringConvertible {
  package let problem: String
  package let cure: String

  package init(_ problem: String, cure: String) { (self.problem, self.cure) = (problem, cure) }

  package var description: String { "\(problem); \(cure)" }
}

extension EncoderShape {
  /// Tells whether an encoder has an embedding for every segment of some sequences; nil where it
  /// has.
  ///
  /// - Parameters:
  ///   - segments: Of the sequences.
  ///   - model: What messages call the model.
  ///   - data: What they call the data.
  package func misfit(
    segments: Int, model: String = "the model", data: String = "the data"
  ) -> Misfit? {
    guard segments > self.segments else { return nil }
    return Misfit(
      "\(data) has pairs of texts, which are \(segments) segments, but \(model) has embeddings of "
        + "\(self.segments) (`type_vocab_size`)",
      cure: "use single texts, or a model that tells segments apart")
  }
}
