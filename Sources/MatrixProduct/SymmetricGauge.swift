internal import Glibc
internal import Tensors

/// The smallest Schmidt value that is split, relative to the bond's largest; smaller ones are
/// treated as this large, so that zero and rank-deficient matrices give no infinities.
let floorOfSchmidtValues = 1e-7

/// Re-gauges a left-orthogonal chain so that each bond gives both neighbours the root of its
/// Schmidt values.
///
/// It sweeps from the right: the current tensor is u λ vᵀ. It becomes √λ vᵀ (its right bond was
/// split before), and its left neighbour is multiplied by u λ, which its own turn divides by √λ.
func spreadEvenly(_ tensors: inout [[Double]], bonds: [Int]) {
  var rootsOnTheRight = [1.0]
  for k in tensors.indices.dropFirst().reversed() {
    let (rows, columns) = (bonds[k], tensors[k].count / bonds[k])
    // The transpose has the orthonormal columns v and the scaled right factor λ uᵀ.
    let parts = thinFactors(
      of: transposed(tensors[k], rows: rows, columns: columns), rows: columns, columns: rows)
    let count = parts.values.count
    let largest = parts.values.first ?? 0
    let roots = parts.values.map { max($0, largest * floorOfSchmidtValues, 1e-30).squareRoot() }
    tensors[k] = split(parts.left, roots, rows: rows, rootsOnTheRight)
    let neighbour = tensors[k - 1].count / rows
    let scaled = transposed(parts.scaledRight, rows: count, columns: rows)
    tensors[k - 1] = padded(
      matrixProduct(tensors[k - 1], scaled, rows: neighbour, inner: rows, columns: count),
      from: count, to: rows)
    rootsOnTheRight = roots + [Double](repeating: 1, count: rows - count)
  }
  let width = rootsOnTheRight.count
  for index in tensors[0].indices { tensors[0][index] /= rootsOnTheRight[index % width] }
}

/// Computes √λ vᵀ divided by the roots of the right bond, [rows, columns], from v [columns, count].
///
/// A bond wider than the tensor's other side has no further Schmidt values; its slices there are 0.
private func split(
  _ vectors: [Double], _ roots: [Double], rows: Int, _ rootsOnTheRight: [Double]
) -> [Double] {
  let (count, width) = (roots.count, rootsOnTheRight.count)
  let columns = vectors.count / count
  var result = [Double](repeating: 0, count: rows * columns)
  for column in 0..<columns {
    let inverse = 1 / rootsOnTheRight[column % width]
    for row in 0..<count {
      result[row * columns + column] = vectors[column * count + row] * roots[row] * inverse
    }
  }
  return result
}

/// Pads rows of `count` numbers with zeros to `width`.
func padded(_ matrix: [Double], from count: Int, to width: Int) -> [Double] {
  guard count < width else { return matrix }
  return stride(from: 0, to: matrix.count, by: count).flatMap {
    matrix[$0..<$0 + count] + [Double](repeating: 0, count: width - count)
  }
}

func naturalLogarithm(_ x: Double) -> Double { log(x) }
