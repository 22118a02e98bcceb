package import Tensors

/// Token ids of several sequences laid end to end; padding never exists.
package struct PackedTokens {
  package let ids: [Int32]
  package let segments: [Int32]
  /// Each token's place in its own sequence, from 0.
  package let positions: [Int32]
  package let sequences: Sequences

  package init(ids: [Int32], segments: [Int32], positions: [Int32], offsets: [Int]) {
    (self.ids, self.segments, self.positions) = (ids, segments, positions)
    sequences = Sequences(offsets: offsets)
  }
}
