package import Tensors

/// Token ids of several sequences laid end to end; padding never exists.
package struct PackedTokens {
  package let ids: [Int32]
  package let segments: [Int32]
  /// Each token's place in its own sequence, from 0.
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
  /// Ascending.
  let rows: [Int32]
  /// Which of them are of the same sequence.
  let sequences: Sequences

  /// - Parameter rows: Ascending.
  package init(_ rows: [Int32], of sequences: Sequences) {
    self.rows = rows
    var offsets = [0]
    for end in sequences.offsets.dropFirst() {
      var place = offsets[offsets.count - 1]
      while place < rows.count && Int(rows[place]) < end { place += 1 }
      offsets.append(place)
    }
    precondition(offsets.last == rows.count, "rows in ascending order, of tokens that are there")
    self.sequences = Sequences(offsets: offsets)
  }

  /// The first token of every sequence, and `rows` of others, ascending.
  package init(firstAnd rows: [Int32], of sequences: Sequences) {
    self.init((sequences.offsets.dropLast().map { Int32($0) } + rows).sorted(), of: sequences)
  }

  /// The places, among the rows read, of some of them.
  package func places(of wanted: [Int32]) -> [Int32] {
    var place = 0
    return wanted.map { row in
      while rows[place] < row { place += 1 }
      return Int32(place)
    }
  }

  /// The places, among the rows read, of the first of each sequence.
  package var firstPlaces: [Int32] { sequences.offsets.dropLast().map { Int32($0) } }

  /// The first token of every sequence.
  package init(firstOf sequences: Sequences) {
    self.init(sequences.offsets.dropLast().map { Int32($0) }, of: sequences)
  }
}
