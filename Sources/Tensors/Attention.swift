internal import CKernels

/// The boundaries of the sequences of a packed batch.
package struct Sequences: Sendable {
  /// Token offsets, [sequences + 1]: sequence i is tokens offsets[i]..<offsets[i + 1].
  package let offsets: [Int]

  package init(offsets: [Int]) {
    precondition(offsets.first == 0, "the first sequence begins at 0")
    self.offsets = offsets
  }

  var count: Int { offsets.count - 1 }

  /// Number of tokens of all sequences together.
  package var tokens: Int { offsets[count] }

  func range(_ sequence: Int) -> Range<Int> { offsets[sequence]..<offsets[sequence + 1] }
}

extension Tape {
  /// Computes softmax(q kᵀ / √d) v, for each sequence and head alone (Vaswani et al., arXiv
  /// 1706.03762, eq. 1).
  ///
  /// No array of length × length is kept: the forward pass keeps two numbers for each query and
  /// head, from which the backward pass recomputes the probabilities.
  ///
  /// - Parameters:
  ///   - query: [queries, hidden], as is the result; head h is columns h·d..<(h+1)·d.
  ///   - key: [tokens, hidden]; so is `value`.
  ///   - sequences: The sequences of the keys and values.
  ///   - queries: The sequences of the queries, as many as those of the keys; nil where each token
  ///     has a query.
  ///   - dropout: Dropout of the attention probabilities; nil for none.
  package func attention(
    query: Variable, key: Variable, value: Variable, sequences: Sequences,
    queries: Sequences? = nil, heads: Int, dropout: Dropout?
  ) -> Variable {
    let queries = queries ?? sequences
    precondition(queries.count == sequences.count, "a sequence of queries for each of keys")
    precondition(
      query.width.isMultiple(of: heads) && sequences.tokens == key.rows
        && queries.tokens == query.rows)
    let y = result(query.shape, of: query, key, value)
    let statistics = arena.block(query.rows * heads * 2)
    let work = AttentionWork(
      query: query, key: key, value: value, sequences: sequences, queries: queries, heads: heads,
      dropout: dropout, result: y.value, statistics: statistics)
    workers.forEach(sequences.count * heads) { task in
      withUnsafePointer(to: work.head(task)) { kernel_attention_forward($0) }
    }
    onBackward(y) { [workers] dy in
      let targets = AttentionGradients(
        result: dy, query: query.sink?.target(), key: key.sink?.target(),
        value: value.sink?.target())
      workers.forEach(sequences.count * heads) { task in
        withUnsafePointer(to: work.head(task, targets)) { kernel_attention_backward($0) }
      }
    }
    return y
  }
}

/// The gradient of attention's result, and the memory for the gradients of its operands.
private struct AttentionGradients {
  typealias Target = (start: UnsafeMutablePointer<Float>, adding: Bool)

  let result: UnsafeMutablePointer<Float>
  let query, key, value: Target?
}

/// One attention operation, cut into a task for each sequence and head.
private struct AttentionWork {
  private let query, key, value: Variable
  private let sequences, queries: Sequences
  private let heads: Int
  private let dropout: Dropout?
  private let result: UnsafeMutablePointer<Float>
  private let statistics: ArenaBlock
  /// Index of each sequence's first draw of dropout; it has one for each head, query and key.
  private let draws: [Int]

  init(
    query: Variable, key: Variable, value: Variable, sequences: Sequences, queries: Sequences,
    heads: Int, dropout: Dropout?, result: UnsafeMutablePointer<Float>, statistics: ArenaBlock
  ) {
    self.query = query
    self.key = key
    self.value = value
    self.sequences = sequences
    self.queries = queries
    self.heads = heads
    self.dropout = dropout
    self.result = result
    self.statistics = statistics
    var draws = [0]
    for sequence in 0..<sequences.count {
      let count = queries.range(sequence).count * sequences.range(sequence).count
      draws.append(draws[sequence] + heads * count)
    }
    self.draws = draws
  }

  /// The forward pass of one task, a sequence and a head.
  func head(_ task: Int) -> kernel_attention {
    let (sequence, head) = (task / heads, task % heads)
    let (keyRange, queryRange) = (sequences.range(sequence), queries.range(sequence))
    let (hidden, size) = (query.width, query.width / heads)
    let keyOffset = keyRange.lowerBound * hidden + head * size
    let queryOffset = queryRange.lowerBound * hidden + head * size
    var work = kernel_attention()
    (work.queries, work.keys) = (queryRange.count, keyRange.count)
    work.size = size
    work.stride = hidden
    work.factor = 1 / Float(size).squareRoot()
    work.query = UnsafePointer(query.value + queryOffset)
    work.key = UnsafePointer(key.value + keyOffset)
    work.value = UnsafePointer(value.value + keyOffset)
    work.result = result + queryOffset
    work.statistics =
      statistics.start + (queryRange.lowerBound * heads + head * queryRange.count) * 2
    if let dropout {
      (work.rate, work.draws) = (dropout.rate, dropout.site.key)
      let firstDraw = draws[sequence] + head * queryRange.count * keyRange.count
      work.start = UInt32(truncatingIfNeeded: firstDraw)
    }
    return work
  }

  /// The backward pass of one task.
  func head(_ task: Int, _ gradients: AttentionGradients) -> kernel_attention {
    var work = head(task)
    let (sequence, column) = (task / heads, task % heads * (query.width / heads))
    let keyOffset = sequences.range(sequence).lowerBound * query.width + column
    let queryOffset = queries.range(sequence).lowerBound * query.width + column
    work.result_gradient = UnsafePointer(gradients.result + queryOffset)
    if let (start, adding) = gradients.query {
      (work.query_gradient, work.adds_query) = (start + queryOffset, adding ? 1 : 0)
    }
    if let (start, adding) = gradients.key {
      (work.key_gradient, work.adds_key) = (start + keyOffset, adding ? 1 : 0)
    }
    if let (start, adding) = gradients.value {
      (work.value_gradient, work.adds_value) = (start + keyOffset, adding ? 1 : 0)
    }
    return work
  }
}
