internal import Glibc
internal import Tensors

/// Below this part of a bond's largest Schmidt value a value is treated as this large when it is
/// split, so that zero and rank-deficient matrices give no infinities.
private let floorOfSchmidtValues = 1e-7

/// Re-gauges a left-orthogonal chain so that each bond gives both neighbours the root of its
/// Schmidt values.
///
/// Sweeps from the right: the tensor at hand is u λ vᵀ; it becomes √λ vᵀ (its right bond was split
/// before), and its left neighbour takes u λ, of which 1/√λ comes off when its own turn comes.
func spreadEvenly(_ tensors: inout [[Double]], bonds: [Int]) {
  var rootsOnTheRight = [1.0]
  for k in tensors.indices.dropFirst().reversed() {
    let (rows, columns) = (bonds[k], tensors[k].count / bonds[k])
    let parts = singularValues(of: tensors[k], rows: rows, columns: columns)
    let largest = parts.values.first ?? 0
    let count = parts.values.count
    let roots = parts.values.map { max($0, largest * floorOfSchmidtValues, 1e-30).squareRoot() }
    // A bond wider than the tensor's other side has no further Schmidt values: zero slices.
    var split = [Double](repeating: 0, count: rows * columns)
    for i in 0..<count {
      for c in 0..<columns {
        split[i * columns + c] =
          parts.right[i * columns + c] * roots[i] / rootsOnTheRight[c % bonds[k + 1]]
      }
    }
    tensors[k] = split
    let neighbour = tensors[k - 1].count / rows
    var product = [Double](repeating: 0, count: neighbour * rows)
    let mixed = matrixProduct(
      tensors[k - 1], parts.left, rows: neighbour, inner: rows, columns: count)
    for r in 0..<neighbour {
      for i in 0..<count { product[r * rows + i] = mixed[r * count + i] * parts.values[i] }
    }
    tensors[k - 1] = product
    rootsOnTheRight = roots + [Double](repeating: 1, count: rows - count)
  }
  let width = rootsOnTheRight.count
  for index in tensors[0].indices { tensors[0][index] /= rootsOnTheRight[index % width] }
}

func naturalLogarithm(_ x: Double) -> Double { log(x) }
