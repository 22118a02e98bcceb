/// A choice of numbers of an array, some perhaps more than once, each with a factor.
///
/// Its hash is computed when it is made, and two that share their arrays are equal at a glance. So
/// whoever uses one at every step should make it once and keep it: to make it again takes time for
/// every index, as does comparing it with the former one.
package struct Gathering: Hashable, Sendable {
  /// The position in the source, seen as one row of numbers, of each number of the result.
  package let indices: [Int32]
  /// The factor of each number of the result; nil where all are 1.
  package let factors: [Float]?
  /// The least count of numbers that a source must have.
  let leastSource: Int
  private let contentHash: Int

  /// Creates a gathering of `indices.count` numbers.
  ///
  /// - Precondition: no index is negative, and there are as many factors as indices.
  package init(indices: [Int32], factors: [Float]? = nil) {
    precondition(indices.allSatisfy { $0 >= 0 }, "an index is negative")
    precondition(factors.map { $0.count == indices.count } ?? true, "a factor for every index")
    self.indices = indices
    self.factors = factors
    leastSource = indices.max().map { Int($0) + 1 } ?? 0
    var hasher = Hasher()
    hasher.combine(indices)
    hasher.combine(factors)
    contentHash = hasher.finalize()
  }

  package static func == (first: Gathering, second: Gathering) -> Bool {
    // Arrays compare their counts and addresses before their elements.
    first.contentHash == second.contentHash && first.indices == second.indices
      && first.factors == second.factors
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(contentHash) }

  /// The factor of a number of the result.
  func factor(_ index: Int) -> Float { factors?[index] ?? 1 }
}

extension Tape {
  /// Gathers numbers of an array: y[i] = factors[i] · a[indices[i]], both seen as one row of
  /// numbers.
  ///
  /// The backward pass adds numbers one after the other, so one taken twice gets both gradients.
  ///
  /// - Parameters:
  ///   - a: Of any shape.
  ///   - shape: The shape of y, of as many numbers as are gathered.
  package func gathered(_ a: Variable, _ gathering: Gathering, shape: [Int]) -> Variable {
    let indices = gathering.indices
    precondition(shape.reduce(1, *) == indices.count, "\(indices.count) numbers in \(shape)")
    precondition(gathering.leastSource <= a.count, "an index is not in \(a.shape)")
    let y = result(shape, of: a)
    eachTile(of: indices.count) { offset, count in
      for index in offset..<offset + count {
        y.value[index] = gathering.factor(index) * a.value[Int(indices[index])]
      }
    }
    onBackward(y) { [workers] dy in
      guard let da = a.sink?.cleared() else { return }
      workers.alone {
        for index in indices.indices {
          da[Int(indices[index])] += gathering.factor(index) * dy[index]
        }
      }
    }
    return y
  }
}
