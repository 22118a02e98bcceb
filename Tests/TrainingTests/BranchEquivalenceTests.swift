import TestSupport
import Testing

@testable import Training

/// RepOptimizers' equivalence (arXiv 2205.15242) in double precision, apart from our optimizers.
@Suite("branches with constant scales")
struct BranchEquivalenceTests {
  /// The branches of a case, with an optimizer for each.
  private struct Branches {
    let scales, patterns: [[Double]]
    var weights: [[Double]]
    var references: [any OptimizerReference]

    /// - Parameter columns: Number of columns, by which entries find their row's scale.
    init(_ tried: BranchedCase, columns: Int) throws {
      let fixture = try StrategyFixture("rep-optimizer")
      let branches = try fixture.values("\(tried.name).branches").map { Double($0) }
      let byRow = try fixture.values("\(tried.name).scales").map { Double($0) }
      let shape = try fixture.shape("\(tried.name).branches")
      let (rows, size) = (shape[1], shape[1] * shape[2])
      weights = (0..<shape[0]).map { Array(branches[$0 * size..<($0 + 1) * size]) }
      scales = (0..<shape[0]).map { branch in
        (0..<size).map { byRow[branch * rows + $0 / columns] }
      }
      patterns = weights.map { $0.map { $0 == 0 ? 0 : 1 } }
      references = weights.map { _ in tried.reference }
    }

    /// Σ_b diag(s_b) W_b.
    var merged: [Double] {
      weights[0].indices.map { entry in
        weights.indices.reduce(0) { $0 + scales[$1][entry] * weights[$1][entry] }
      }
    }

    /// Σ_b s_b² or Σ_b |s_b| over the branches that have an entry.
    func multipliers(squared: Bool) -> [Double] {
      weights[0].indices.map { entry in
        weights.indices.reduce(0) { sum, branch in
          let scale = scales[branch][entry]
          return sum + patterns[branch][entry] * (squared ? scale * scale : abs(scale))
        }
      }
    }

    mutating func move(_ gradient: [Double], rate: Double, decay: Double) {
      for branch in weights.indices {
        let own = gradient.indices.map {
          patterns[branch][$0] * scales[branch][$0] * gradient[$0]
        }
        references[branch].move(&weights[branch], own, rate: rate, decay: decay, decays: true)
      }
    }
  }

  @Test("are one matrix whose updates are multiplied", arguments: BranchedCase.all)
  func equivalence(tried: BranchedCase) throws {
    let fixture = try StrategyFixture("rep-optimizer")
    let task = try LinearTask(fixture, "\(tried.name).")
    let (rate, decay) = (try tried.number("lr"), try tried.number("weight_decay"))
    var branches = try Branches(tried, columns: task.columns)
    let multipliers = branches.multipliers(squared: tried.rule == "sgd")
    let stored = try fixture.values("\(tried.name).multiplier.\(tried.rule)")
    #expect(relativeDistance(stored, multipliers) < 1e-6)
    var (matrix, reference) = (branches.merged, tried.reference)
    var losses = [task.loss(matrix)]
    for _ in 1...30 {
      branches.move(task.gradient(branches.merged), rate: rate, decay: decay)
      let gradient = task.gradient(matrix)
      if tried.rule == "sgd" {
        let multiplied = zip(gradient, multipliers).map { $0 * $1 }
        reference.move(&matrix, multiplied, rate: rate, decay: decay, decays: true)
      } else {
        // The change of a weight of 0 is Adam's direction alone, without the decay.
        var change = matrix.map { _ in 0.0 }
        reference.move(&change, gradient, rate: rate, decay: 0, decays: true)
        for entry in matrix.indices {
          matrix[entry] =
            matrix[entry] * (1 - rate * decay) + multipliers[entry] * change[entry]
        }
      }
      losses.append(task.loss(matrix))
    }
    let wanted = branches.merged
    let largest = wanted.map { abs($0) }.max() ?? 0
    for (found, wanted) in zip(matrix, wanted) { #expect(abs(found - wanted) < 1e-6 * largest) }
    let known = try tried.losses("plain_with_multiplier")
    #expect(worstDifference(losses, known) < 1e-6)
  }
}

extension BranchedCase {
  /// The optimizer in double precision.
  fileprivate var reference: any OptimizerReference {
    rule == "sgd" ? MomentumReference() : AdamWReference()
  }
}
