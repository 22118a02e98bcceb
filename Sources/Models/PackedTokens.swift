package import Tensors

/// The token ids of several sequences laid end to end, without padding.
package struct PackedTokens {
  /// Token ids, [tokens].
  package let ids: [Int32]
  /// Segment ids, [tokens].
  package let segments: [Int32]
  /// Positions in their own sequences, from 0, [tokens].
  package let positions: [Int32]
  package let sequences: Sequences

  package init(ids: [Int32], segments: [Int32], positions: [Int32], offsets: [Int]) {
    self.ids = ids
    self.segments = segments
    self.positions = positions
    sequences = Sequences(offsets: offsets)
  }
}

/// The tokens of a packed batch whose last hidden states are read.
package struct ReadRows {
  /// Indices of the tokens in the batch, ascending.
  let rows: [Int32]
  /// The sequences, as ranges of ``rows``.
  let sequences: Sequences

  /// Reads some tokens of a batch.
  ///
  /// - Parameter rows: Indices of tokens in the batch, ascending.
  package init(_ rows: [Int32], of sequences: Sequences) {
    self.rows = rows
    var offsets = [0]
    for end in sequences.offsets.dropFirst() {
      var index = offsets[offsets.count - 1]
      while index < rows.count && Int(rows[index]) < end { index += 1 }
      offsets.append(index)
    }
    precondition(offsets.last == rows.count, "rows in ascending order, of tokens that are there")
    self.sequences = Sequences(offsets: offsets)
  }

  /// Reads the first token of every sequence, and the tokens `rows`, none of which is a first one.
  package init(firstAnd rows: [Int32], of sequences: Sequences) {
    self.init((sequences.offsets.dropLast().map { Int32($0) } + rows).sorted(), of: sequences)
  }

  /// Returns the indices, among the rows read, of some of them, which are ascending.
  package func indices(of wanted: [Int32]) -> [Int32] {
    var index = 0
    return wanted.map { row in
      while rows[index] < row { index += 1 }
      return Int32(index)
    }
  }

  /// The indices, among the rows read, of the first one of each sequence, [sequences].
  package var firstIndices: [Int32] { sequences.offsets.dropLast().map { Int32($0) } }

  /// Reads the first token of every sequence.
  package init(firstOf sequences: Sequences) {
    self.init(sequences.offsets.dropLast().map { Int32($0) }, of: sequences)
  }
}
