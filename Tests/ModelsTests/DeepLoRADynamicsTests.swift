import Models
import Tensors
import TestSupport
import Testing

/// Gradient descent on half the squared distance of an adapter's term from a matrix of low rank.
private struct Descent {
  static let (size, targetRank) = (24, 3)
  static let startScale = 0.02
  private static let rate: Float = 0.2

  let model: AdapterModel
  private let target: [Float]

  /// Prepares an adapter of a rank on the query's matrix, which is zero itself.
  init(rank: Int, isCompressed: Bool, target: [Float]) throws {
    var adapter = DeepLoRA()
    adapter.rank = rank
    adapter.isCompressed = isCompressed
    adapter.matrices = [.query]
    adapter.startScale = Self.startScale
    self.target = target
    model = AdapterModel(adapter, layers: 1, hidden: Self.size, intermediate: Self.size)
    model.bank.startFresh(seed: 4, model.description.encoder)
    try model.setWhole(.query, layer: 0, to: [Float](repeating: 0, count: target.count))
  }

  static func name(_ part: String) -> String { "encoder.layer.0.query.adapter.\(part)" }

  static let factors = (1...3).map { name("factor.\($0)") }

  /// A matrix of rank ``targetRank`` whose singular values are 1.
  static func target() -> [Float] {
    var numbers = SeededNumbers(seed: 9)
    let noise = numbers.floats(size * size).map { Double($0) }
    let found = singularValues(of: noise, rows: size, columns: size)
    return (0..<size * size).map { cell in
      Float(
        (0..<targetRank).reduce(0.0) { sum, index in
          sum + found.left[cell / size * size + index]
            * found.right[index * size + cell % size]
        })
    }
  }

  /// Computes the gradients, which are left in the model's bank.
  func differentiate() {
    let tape = Tape(arena: Arena(), workers: Workers(threads: 1), recording: true)
    model.bank.clearGradients()
    let weights = EncoderWeights(model.description, bank: model.bank, tape: tape, learning: true)
    let goal = tape.constant(target, shape: [Self.size, Self.size])
    let distance = tape.meanSquaredDistance(weights.weight(.query, layer: 0), to: goal)
    tape.backward(from: distance.loss, factor: Float(target.count) / 2)
  }

  func gradient(_ name: String) throws -> [Float] {
    Array(model.bank.gradients[try #require(model.bank.layout[name]).range])
  }

  /// Does one step on the three factors alone.
  func step() throws {
    differentiate()
    for name in Self.factors {
      let values = try #require(model.bank[name])
      model.bank[name] = zip(values, try gradient(name)).map { $0 - Self.rate * $1 }
    }
  }

  var term: [Float] { model.weight(.query, layer: 0) }

  var distance: Double { relativeDistance(term, target.map { Double($0) }) }
}

/// Deep LoRA's compressible dynamics (Yaras et al., ICML 2024, arXiv 2406.04112, section 3): from
/// factors that start as ε times an orthonormal matrix, gradient descent towards a matrix of rank r
/// moves them in 2r directions alone, which the first gradient tells.
@Suite("the directions in which three factors learn")
struct DeepLoRADynamicsTests {
  private static let active = 2 * Descent.targetRank

  /// Counts the singular values of the first factor that are off the start's by more than 1 %.
  private func moved(_ descent: Descent) throws -> Int {
    let factor = try #require(descent.model.bank[Descent.factors[0]]).map { Double($0) }
    let values = singularValues(of: factor, rows: Descent.size, columns: Descent.size).values
    return values.count { abs($0 / Descent.startScale - 1) > 0.01 }
  }

  @Test("all but twice the target's rank stay as they start, and a small product learns the same")
  func directions() throws {
    let target = Descent.target()
    let whole = try Descent(rank: Descent.size, isCompressed: false, target: target)
    let small = try Descent(rank: Self.active, isCompressed: true, target: target)
    try take(theDirectionsOf: whole, into: small)
    for step in 1...600 {
      try whole.step()
      try small.step()
      guard step % 50 == 0 else { continue }
      #expect(try moved(whole) <= Self.active, "step \(step)")
      #expect(relativeDistance(small.term, whole.term.map { Double($0) }) < 0.01, "step \(step)")
    }
    #expect(try moved(whole) > 0)
    #expect(whole.distance < 0.01 && small.distance < 0.01)
  }

  /// Sets the outer factors of a compressed term from the first gradient of a wide one.
  private func take(theDirectionsOf whole: Descent, into small: Descent) throws {
    let size = Descent.size
    whole.differentiate()
    let first = try #require(whole.model.bank[Descent.factors[0]]).map { Double($0) }
    let found = singularValues(
      of: try whole.gradient(Descent.factors[0]).map { Double($0) }, rows: size, columns: size)
    // Directions of inputs: of the gradient's rows, and of its columns seen through the factor.
    let rows = (0..<Descent.targetRank).flatMap { index -> [Double] in
      let column = (0..<size).map { found.left[$0 * size + index] }
      return matrixProduct(column, first, rows: 1, inner: size, columns: size)
        + found.right[index * size..<(index + 1) * size]
    }
    let right = singularValues(of: rows, rows: Self.active, columns: size).right
    let product = whole.term.map { Double($0) }
    let scale = Descent.startScale * Descent.startScale * Descent.startScale
    let left = matrixProduct(
      product, transposed(right, rows: Self.active, columns: size), rows: size, inner: size,
      columns: Self.active
    ).map { Float($0 / scale) }
    try small.model.set(Descent.name("left"), to: left)
    try small.model.set(Descent.name("right"), to: right.map { Float($0) })
  }
}
