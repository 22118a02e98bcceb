internal import CKernels

/// The queries and keys of one attention layer, [tokens, hidden] each; head h is columns
/// h·d..<(h+1)·d of hidden = heads · d.
package struct AttentionScores {
  let query, key: Variable
  let heads: Int

  /// Pairs queries with keys.
  ///
  /// - Precondition: the two have one shape, and `heads` divides hidden.
  package init(query: Variable, key: Variable, heads: Int) {
    precondition(query.shape == key.shape && query.width.isMultiple(of: heads))
    self.query = query
    self.key = key
    self.heads = heads
  }

  func head(_ head: Int, from token: Int) -> kernel_scores {
    let size = query.width / heads
    let offset = token * query.width + head * size
    return kernel_scores(
      size: size, stride: query.width, query: query.value + offset, key: key.value + offset,
      factor: 1 / Float(size).squareRoot())
  }
}

extension Tape {
  /// Computes the mean of KL(p || q) over heads and tokens, where p is the distribution of a
  /// token's attention over its sequence in the teacher's head, softmax(q kᵀ / √d), and q that in
  /// the student's.
  ///
  /// MiniLM's transfer of self-attention distributions (Wang et al., arXiv 2002.10957, eq. 4). No
  /// array of length × length is kept; the backward pass recomputes the distributions.
  /// - Parameter teacher: The teacher's queries and keys of the same tokens, with as many heads, of
  ///   any size; they get no gradient.
  /// - Precondition: at least one token; as many heads of both.
  package func attentionDistance(
    _ student: AttentionScores, teacher: AttentionScores, sequences: Sequences
  ) -> MeanLoss {
    let tokens = sequences.tokens
    precondition(student.query.rows == tokens && teacher.query.rows == tokens && tokens > 0)
    precondition(student.heads == teacher.heads, "as many heads of student and teacher")
    let work = AttentionDistanceWork(student: student, teacher: teacher, sequences: sequences)
    let losses = rowLosses(work.rows) { run(work, losses: $0, gradients: nil) }
    let mean = mean(of: losses, depending: student.query, student.key)
    onBackward(mean.loss) { [self] outer in
      let gradients = (
        outer: outer, query: student.query.sink?.cleared(), key: student.key.sink?.cleared()
      )
      _ = rowLosses(work.rows) { run(work, losses: $0, gradients: gradients) }
    }
    return mean
  }

  private func run(
    _ work: AttentionDistanceWork, losses: UnsafeMutablePointer<Float>,
    gradients: AttentionDistanceWork.Gradients?
  ) {
    let room = arena.block(2 * work.rows)
    withExtendedLifetime(room) {
      workers.forEach(work.tasks) { task in
        let distance = work.task(task, room.start, losses, gradients)
        withUnsafePointer(to: distance) { kernel_compare_attention($0) }
      }
    }
  }
}

/// The comparison of two layers' attention, cut into a task for each sequence and head.
private struct AttentionDistanceWork {
  /// The gradient of the mean, and the memory that gradients of queries and keys are added to.
  typealias Gradients = (
    outer: UnsafeMutablePointer<Float>, query: UnsafeMutablePointer<Float>?,
    key: UnsafeMutablePointer<Float>?
  )

  let student, teacher: AttentionScores
  let sequences: Sequences

  /// Number of pairs of a head and a token.
  var rows: Int { sequences.tokens * student.heads }
  var tasks: Int { sequences.count * student.heads }

  func task(
    _ task: Int, _ room: UnsafeMutablePointer<Float>, _ losses: UnsafeMutablePointer<Float>,
    _ gradients: Gradients?
  ) -> kernel_attention_distance {
    let (range, head) = (sequences.range(task / student.heads), task % student.heads)
    let row = range.lowerBound * student.heads + head * range.count
    var distance = kernel_attention_distance()
    distance.length = range.count
    distance.student = student.head(head, from: range.lowerBound)
    distance.teacher = teacher.head(head, from: range.lowerBound)
    (distance.room, distance.losses) = (room + 2 * row, losses + row)
    guard let gradients else { return distance }
    let corner = range.lowerBound * student.query.width + head * distance.student.size
    distance.weight = gradients.outer[0] / Float(rows)
    distance.query_gradient = gradients.query.map { $0 + corner }
    distance.key_gradient = gradients.key.map { $0 + corner }
    return distance
  }
}
