internal import MatrixProduct
internal import Statistics
internal import Tensors

/// Times two ways to multiply a matrix that is held as a chain with rows of activations.
///
/// The matrix is 3072 by 768.
public struct ContractionBenchmark {
  /// The costs for one bond dimension, in multiply-adds and in seconds.
  public struct Costs: Sendable {
    /// Multiply-adds to rebuild the matrix once, in the cheapest order and from left to right.
    public let rebuilding, leftToRight: Int
    /// Multiply-adds for every row, with the rebuilt matrix and with one tensor after the other.
    public let denseRow, chainRow: Int
    public let secondsToRebuild, secondsDense, secondsByTensors: Double
    /// Whether models apply the tensors at this bond dimension.
    public let appliesDirectly: Bool
  }

  private let factors = FactorShape.balanced(rows: 3072, columns: 768)
  private let rows: Int
  private let workers: Workers

  public init(rows: Int, threads: Int) {
    (self.rows, workers) = (rows, Workers(threads: threads))
  }

  /// Times the forward pass in each way; each time is the best of three.
  ///
  /// - Parameter cap: Largest bond dimension; nil for full bonds.
  public func run(cap: Int?) -> Costs {
    let bonds = factors.bonds(cap: cap)
    var draws = SeededGenerator(seed: 0, stream: "contraction")
    let values = (0..<factors.count).map { k in
      draws.truncatedNormals(
        bonds[k] * factors.rows[k] * factors.columns[k] * bonds[k + 1],
        deviation: 0.1)
    }
    let x = draws.truncatedNormals(rows * factors.columnCount, deviation: 1)
    let arena = Arena()
    func seconds(_ work: (Tape, [Variable], Variable) -> Void) -> Double {
      let times = (0..<3).map { _ -> Double in
        let tape = Tape(arena: arena, workers: workers, recording: false)
        let tensors = values.enumerated().map { k, numbers in
          tape.constant(
            numbers, shape: [bonds[k], factors.rows[k], factors.columns[k], bonds[k + 1]])
        }
        let input = tape.constant(x, shape: [rows, factors.columnCount])
        return ContinuousClock().measure { work(tape, tensors, input) } / .seconds(1)
      }
      return times.min() ?? 0
    }
    let rebuild = seconds { tape, tensors, _ in
      _ = tape.contract(tensors, factors: factors, bonds: bonds)
    }
    let both = seconds { tape, tensors, input in
      let dense = tape.contract(tensors, factors: factors, bonds: bonds)
      _ = tape.linear(input, weight: dense, bias: nil)
    }
    let direct = seconds { tape, tensors, input in
      _ = tape.apply(tensors, factors: factors, bonds: bonds, to: input)
    }
    return Costs(
      rebuilding: ContractionOrder(factors: factors, bonds: bonds).cost,
      leftToRight: factors.leftToRightCost(bonds: bonds),
      denseRow: factors.rowCount * factors.columnCount,
      chainRow: factors.applicationCost(bonds: bonds), secondsToRebuild: rebuild,
      secondsDense: both - rebuild, secondsByTensors: direct,
      appliesDirectly: factors.appliesDirectly(bonds: bonds))
  }
}
