internal import CKernels

/// Where each sequence of a packed batch begins and ends.
package struct Sequences: Sendable {
  /// One more than there are sequences: sequence i is tokens offsets[i]..<offsets[i + 1].
  package let offsets: [Int]

  package init(offsets: [Int]) {
    precondition(offsets.first == 0, "the first sequence begins at 0")
    self.offsets = offsets
  }

  var count: Int { offsets.count - 1 }

  func range(_ sequence: Int) -> Range<Int> { offsets[sequence]..<offsets[sequence + 1] }
}

extension Tape {
  /// softmax(q kᵀ / √d) v, for each sequence and head alone (Vaswani et al., arXiv 1706.03762, eq.
  /// 1).
  ///
  /// - Parameters: - query: [tokens, hidden], as are key, value and the result; head h is columns
  ///   h·d..<(h+1)·d. - dropout: Of the attention probabilities.
  package func attention(
    query: Variable, key: Variable, value: Variable, sequences: Sequences, heads: Int,
    dropout: Dropout?
  ) -> Variable {
    let y = result(query.shape, of: query, key, value)
    let work = AttentionWork(
      query: query, key: key, value: value, sequences: sequences, heads: heads, dropout: dropout,
      arena: arena)
    workers.forEach(sequences.count) { work.forward($0, into: y.value) }
    onBackward(y) { [workers, arena] dy in
      let scratch = arena.uninitialized(work.probabilityCount * 2)
      workers.forEach(sequences.count) { work.backward($0, from: dy, scratch: scratch) }
    }
    return y
  }
}

/// One attention operation: the probabilities of every sequence and head, [heads, length, length]
/// each.
private struct AttentionWork {
  let query, key, value: Variable
  let sequences: Sequences
  let heads: Int
  let dropout: Dropout?
  /// Where a sequence's probabilities begin.
  let places: [Int]
  let probabilities: UnsafeMutablePointer<Float>

  init(
    query: Variable, key: Variable, value: Variable, sequences: Sequences, heads: Int,
    dropout: Dropout?, arena: Arena
  ) {
    precondition(query.width.isMultiple(of: heads) && sequences.offsets.last == query.rows)
    (self.query, self.key, self.value) = (query, key, value)
    (self.sequences, self.heads, self.dropout) = (sequences, heads, dropout)
    var places = [0]
    for sequence in 0..<sequences.count {
      let length = sequences.range(sequence).count
      places.append(places[sequence] + heads * length * length)
    }
    self.places = places
    probabilities = arena.uninitialized(places[sequences.count])
  }

  var probabilityCount: Int { places[sequences.count] }
  private var hidden: Int { query.width }
  private var size: Int { hidden / heads }
  private var factor: Float { 1 / Float(size).squareRoot() }

  private func operand(
    _ start: UnsafeMutablePointer<Float>, _ place: Int, transposed: Bool = false
  ) -> MatrixOperand {
    MatrixOperand(start + place, stride: hidden, transposed: transposed)
  }

  func forward(_ sequence: Int, into y: UnsafeMutablePointer<Float>) {
    let (range, place) = (sequences.range(sequence), places[sequence])
    let length = range.count
    for head in 0..<heads {
      let column = range.lowerBound * hidden + head * size
      let p = probabilities + place + head * length * length
      multiply(
        operand(query.value, column), operand(key.value, column, transposed: true), into: p,
        stride: length, rows: length, columns: length, inner: size, adding: false)
      kernel_softmax(length, length, factor, p)
    }
    let count = heads * length * length
    withDropped(count, at: place) { dropped in
      for head in 0..<heads {
        let column = range.lowerBound * hidden + head * size
        multiply(
          MatrixOperand(dropped + head * length * length, stride: length),
          operand(value.value, column), into: y + column, stride: hidden, rows: length,
          columns: size, inner: length, adding: false)
      }
    }
  }

  /// The probabilities after dropout, in memory that lasts for `body`.
  private func withDropped(
    _ count: Int, at place: Int, _ body: (UnsafeMutablePointer<Float>) -> Void
  ) {
    guard let dropout else { return body(probabilities + place) }
    withUnsafeTemporaryAllocation(of: Float.self, capacity: max(1, count)) { memory in
      guard let start = memory.baseAddress else { return }
      kernel_dropout(
        count, probabilities + place, dropout.rate, dropout.site.key,
        UInt32(truncatingIfNeeded: place),
        start)
      body(start)
    }
  }

  func backward(
    _ sequence: Int, from dy: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>
  ) {
    let (range, place) = (sequences.range(sequence), places[sequence])
    let length = range.count
    let count = heads * length * length
    let dp = scratch + place
    withDropped(count, at: place) { dropped in
      for head in 0..<heads {
        let column = range.lowerBound * hidden + head * size
        let corner = head * length * length
        multiply(
          operand(dy, column), operand(value.value, column, transposed: true), into: dp + corner,
          stride: length, rows: length, columns: length, inner: size, adding: false)
        guard let dv = value.gradient else { continue }
        multiply(
          MatrixOperand(dropped + corner, stride: length, transposed: true), operand(dy, column),
          into: dv + column, stride: hidden, rows: length, columns: size, inner: length,
          adding: true)
      }
    }
    if let dropout {
      kernel_dropout(
        count, dp, dropout.rate, dropout.site.key, UInt32(truncatingIfNeeded: place), dp)
    }
    for head in 0..<heads { backwardScores(range, head, dp + head * length * length, place) }
  }

  /// From the gradient of one head's probabilities to those of its queries and keys.
  private func backwardScores(
    _ range: Range<Int>, _ head: Int, _ dp: UnsafeMutablePointer<Float>, _ place: Int
  ) {
    let length = range.count
    let column = range.lowerBound * hidden + head * size
    let p = probabilities + place + head * length * length
    kernel_softmax_backward(length, length, factor, p, dp)
    if let dq = query.gradient {
      multiply(
        MatrixOperand(dp, stride: length), operand(key.value, column), into: dq + column,
        stride: hidden, rows: length, columns: size, inner: length, adding: true)
    }
    if let dk = key.gradient {
      multiply(
        MatrixOperand(dp, stride: length, transposed: true), operand(query.value, column),
        into: dk + column, stride: hidden, rows: length, columns: size, inner: length, adding: true)
    }
  }
}
