package import Models
package import Tensors

/// The right answers in a batch, which define a model's loss.
package protocol Goal {
  /// Number of scored rows.
  var rows: Int { get }

  /// Returns the tokens whose last hidden states a head reads.
  func readRows(of sequences: Sequences) -> ReadRows

  /// Computes the loss of the encoder's head on those states [rows, hidden].
  func outcome(
    of states: Variable, of sequences: Sequences, _ encoder: Encoder, tape: Tape
  ) -> ScoredBatch.Outcome

  /// Returns the goal of a run of the batch's sequences.
  ///
  /// - Parameters:
  ///   - sequences: Indices of the sequences in the batch.
  ///   - tokens: Indices of their tokens in the batch.
  func part(ofSequences sequences: Range<Int>, tokens: Range<Int>) -> Self
}
