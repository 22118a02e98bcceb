package import Models
package import Tensors

/// What is right in a batch as an objective has it, and how wrong a model is.
package protocol Goal {
  /// How many rows are scored.
  var rows: Int { get }

  /// The tokens whose last hidden states a head reads.
  func readRows(of sequences: Sequences) -> ReadRows

  /// The loss of the encoder's head on those states, [rows, hidden].
  func outcome(
    of states: Variable, of sequences: Sequences, _ encoder: Encoder, tape: Tape
  ) -> ScoredBatch.Outcome

  /// The goal of a run of the batch's sequences.
  ///
  /// - Parameter tokens: Those of the run, by their places in the batch.
  func part(ofSequences sequences: Range<Int>, tokens: Range<Int>) -> Self
}
