package import Options
internal import Tensors

/// Every entry of a matrix is a polynomial of depth, whose coefficients all layers share:
/// W_l = Σ_k C_k P_k(t_l).
///
/// LegendreGPT (a public record of the parameter-golf contest, 31 March 2026). P_k is Legendre's
/// polynomial of degree k, with P_k(1) = 1; depths are equally spaced from -1 to 1: t_l =
/// -1 + 2 l / (layers - 1). Of each kind of matrix, K = degree + 1 matrices are stored; more than
/// there are layers would say nothing new, so K is at most the number of layers. Biases and norms
/// are each layer's own.
///
/// Our own reading: only the six matrices are polynomials. The record also multiplies the learning
/// rate of term k by 1.1^k; that isn't built, as no option of training selects a term.
package struct DepthPolynomialSharing: SharingStrategy {
  package static let name = "depth-polynomial"
  package static let about = "matrices are polynomials of depth that all layers share (LegendreGPT)"

  package var degree = 1

  package static let options: [OptionProperty<DepthPolynomialSharing>] = [
    .required(
      "degree", \.degree, .integer(0...11),
      "highest degree of the polynomials, which have degree + 1 terms but no more than layers"
    ).settingSize
  ]

  package init() {}

  package func shares(_ slot: ParameterSlot) -> Bool { slot.part.category == .matrices }

  package func recipe(of position: MatrixPosition) -> Recipe {
    let factors = Self.legendre(
      terms: terms(layers: position.layers), layer: position.layer, layers: position.layers)
    let summands = factors.enumerated().map { index, factor -> Recipe in
      let term = position.parameter(
        .polynomialTerm(index, inputs: position.columns), [position.rows, position.columns])
      return factor == 1 ? term : .scaled(term, by: Float(factor))
    }
    return position.withTerm(summands.dropFirst().reduce(summands[0]) { .sum($0, $1) })
  }

  private func terms(layers: Int) -> Int { min(degree + 1, layers) }

  /// Computes Legendre's polynomials of degree 0 to terms - 1 at the depth of a layer, [terms].
  ///
  /// By Bonnet's recursion (k + 1) P_(k+1)(t) = (2k + 1) t P_k(t) - k P_(k-1)(t). A layer that is
  /// the only one counts as the first.
  package static func legendre(terms: Int, layer: Int, layers: Int) -> [Double] {
    let depth = -1 + 2 * Double(layer) / Double(max(1, layers - 1))
    var values = [1.0]
    while values.count < terms {
      let degree = values.count - 1
      let raised = Double(2 * degree + 1) * depth * values[degree]
      // There is no polynomial before the first; its factor is 0.
      let lowered = Double(degree) * values[max(0, degree - 1)]
      values.append((raised - lowered) / Double(degree + 1))
    }
    return values
  }
}

// MARK: - Start from a donor

extension DepthPolynomialSharing {
  package var fitsLayers: Bool { true }

  /// Fits the terms to a donor by least squares over its layers, for each entry alike; lossless
  /// with as many terms as layers.
  ///
  /// The polynomials' values [layers, terms] have full rank, and at 12 terms and layers a condition
  /// number of 67, so that their pseudo-inverse is accurate.
  package func fitted(to donor: DonorStack) -> [ParameterSlot: [Float]] {
    let layers = donor.layers.count
    let terms = terms(layers: layers)
    let values = (0..<layers).flatMap { Self.legendre(terms: terms, layer: $0, layers: layers) }
    let parts = singularValues(of: values, rows: layers, columns: terms)
    var inverse: [Double] = []
    for term in 0..<terms {
      for layer in 0..<layers {
        inverse.append(
          (0..<terms).reduce(0.0) { sum, index in
            let product = parts.right[index * terms + term] * parts.left[layer * terms + index]
            return sum + product / parts.values[index]
          })
      }
    }
    let fitted = donor.combinations(inverse).enumerated().map { index, term in
      (donor.slot(.polynomialTerm(index, inputs: donor.columns), layer: 0), term)
    }
    return Dictionary(uniqueKeysWithValues: fitted)
  }
}

extension ParameterSlot.Part {
  /// The matrix that is multiplied by Legendre's polynomial of degree k, counted from 0.
  ///
  /// Fresh ones have the record's standard deviation inputs^(-1/2) · 2^(-k), whatever the encoder's
  /// is, and without DeepNorm's factor.
  ///
  /// - Parameter inputs: Number of columns of the matrix.
  package static func polynomialTerm(_ degree: Int, inputs: Int) -> Self {
    let deviation = 1 / (Double(inputs).squareRoot() * Double(1 << degree))
    return Self("polynomial.\(degree)", .matrices, .deviation(deviation))
  }
}
