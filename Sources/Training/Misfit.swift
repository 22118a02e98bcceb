package import Models

/// The reason why a model can't read data or learn from another model, and the cure.
package struct Misfit: Hashable, CustomStringConvertible {
  package let problem: String
  package let cure: String

  package init(_ problem: String, cure: String) { (self.problem, self.cure) = (problem, cure) }

  package var description: String { "\(problem); \(cure)" }
}

extension EncoderShape {
  /// Reports that sequences have more segments than the encoder has embeddings for; nil where it
  /// has enough.
  ///
  /// - Parameters:
  ///   - segments: Number of segments of the sequences.
  ///   - model: Name of the model in messages.
  ///   - data: Name of the data in messages.
  package func misfit(
    segments: Int, model: String = "the model", data: String = "the data"
  ) -> Misfit? {
    guard segments > self.segments else { return nil }
    return Misfit(
      "\(data) has pairs of texts, which are \(segments) segments, but \(model) has embeddings of "
        + "\(self.segments) (`type_vocab_size`)",
      cure: "use single texts, or a model that distinguishes segments")
  }
}
