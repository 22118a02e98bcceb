internal import Statistics
internal import Tensors

extension ParameterBank {
  /// Initialises every parameter at random.
  ///
  /// Each draws from a stream named after it, so two ways of sharing start from the same numbers
  /// where they have the same owners.
  ///
  /// Matrices and embeddings have the encoder's standard deviation; biases start at 0, norms'
  /// scales at 1.
  package func startFresh(seed: UInt64, _ encoder: EncoderShape) {
    for parameter in layout.parameters { startFresh(parameter, seed: seed, encoder) }
  }

  /// Initialises one parameter.
  package func startFresh(_ parameter: Parameter, seed: UInt64, _ encoder: EncoderShape) {
    let count = parameter.count
    func draws(_ stream: String? = nil) -> SeededGenerator {
      SeededGenerator(seed: seed, stream: stream ?? parameter.name)
    }
    func normals(_ deviation: Double) -> [Float] {
      var draws = draws()
      return draws.truncatedNormals(count, deviation: deviation)
    }
    self[parameter.name] =
      switch parameter.start {
      case .zeros: Array(repeating: 0, count: count)
      case .ones: Array(repeating: 1, count: count)
      case .constant(let value): Array(repeating: value, count: count)
      case .identity: identity(parameter.shape)
      case .scaledIdentity(let factor): identity(parameter.shape).map { $0 * Float(factor) }
      case .normal: normals(encoder.deviation * gain(of: parameter, encoder))
      case .deviation(let deviation): normals(deviation)
      case .uniform(let bound, let stream): uniforms(count, bound, draws(stream))
      case .imaginary: imaginary(count, draws())
      case .orthonormal(let factor): orthonormal(normals(1), parameter.shape, factor)
      }
  }

  private func identity(_ shape: [Int]) -> [Float] {
    let (rows, columns) = (shape[0], shape[1...].reduce(1, *))
    return (0..<rows * columns).map { $0 / columns == $0 % columns ? 1 : 0 }
  }

  private func uniforms(_ count: Int, _ bound: Double, _ draws: SeededGenerator) -> [Float] {
    var draws = draws
    return (0..<count).map { _ in Float((2 * draws.uniform() - 1) * bound) }
  }

  private func imaginary(_ count: Int, _ draws: SeededGenerator) -> [Float] {
    var draws = draws
    return (0..<count).map { $0 < count / 4 ? 0 : Float(draws.uniform()) }
  }

  /// Returns the matrix nearest to `draws` [rows, columns] whose shorter side's vectors are
  /// orthonormal, times a factor: U Vᵀ of the singular value decomposition U Σ Vᵀ.
  private func orthonormal(_ draws: [Float], _ shape: [Int], _ factor: Double) -> [Float] {
    let (rows, columns) = (shape[0], shape[1])
    let parts = singularValues(of: draws.map(Double.init), rows: rows, columns: columns)
    return matrixProduct(
      parts.left, parts.right, rows: rows, inner: parts.values.count, columns: columns
    ).map { Float($0 * factor) }
  }

  private func gain(of parameter: Parameter, _ encoder: EncoderShape) -> Double {
    guard parameter.part == .matrices, case .matrix(let matrix)? = parameter.owner?.site else {
      return 1
    }
    return encoder.freshGain(of: matrix)
  }
}
