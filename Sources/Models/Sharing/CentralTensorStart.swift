internal import MatrixProduct
internal import Statistics

/// The start of chains from a donor whose layers differ.
///
/// It is fitted to the matrices that the donor's decomposition kept, not to those before a cut.
extension CentralTensorSharing {
  package var fitsLayers: Bool {
    tensorStart == .donor && (weights != .first || centre == .random)
  }

  package func fitted(to donor: DonorStack) -> [ParameterSlot: [Float]] {
    guard let chain = donor.factorisation else { return [:] }
    let owners = owners(layers: donor.layers.count)
    var found: [ParameterSlot: [Float]] = [:]
    for owner in Set(owners) {
      let layers = owners.indices.filter { owners[$0] == owner }
      for (layer, fitted) in zip(layers, chains(ofLayers: layers, donor, chain)) {
        for index in fitted.tensors.indices {
          let slot = donor.slot(part(ofTensor: index, in: chain), layer: layer)
          found[shares(slot) ? slot.inLayer(owner) : slot] = fitted.tensors[index]
        }
      }
    }
    return found
  }

  /// Returns the chains of a group of layers, which agree in the tensors that are shared.
  private func chains(
    ofLayers layers: [Int], _ donor: DonorStack, _ chain: ModelDescription.Factorisation
  ) -> [MatrixProductOperator] {
    let matrices = layers.map { donor.layers[$0] }
    let tensors = Set(chain.rows.indices)
    let common: Set<Int> = shared == .central ? [chain.centre] : tensors.subtracting([chain.centre])
    var start =
      weights == .first
      ? layers.map { donor.chains[$0].replacing(common, by: donor.chains[layers[0]]) }
      : Array(
        repeating: decomposeMean(of: matrices, factors: chain.factors, bonds: chain.bonds),
        count: layers.count)
    if centre == .random { start = withDrawnCentre(start, layers, donor) }
    guard weights == .fit else { return start }
    var fit = ChainFit(
      start, to: matrices, shared: common, fixed: centre == .random ? [chain.centre] : [])
    for _ in 0..<sweeps { fit.sweep() }
    return fit.chains
  }

  /// Replaces central tensors by draws, one for all layers or one for each as they are shared,
  /// whose size gives the layers' rebuilt matrices together the norm of the donor's.
  private func withDrawnCentre(
    _ chains: [MatrixProductOperator], _ layers: [Int], _ donor: DonorStack
  ) -> [MatrixProductOperator] {
    let drawn = zip(layers, chains).map { layer, chain in
      let owner = shared == .central ? layers[0] : layer
      var draws = SeededGenerator(
        seed: donor.seed, stream: "central \(donor.matrix.rawValue) \(owner)")
      let count = chain.tensors[chain.centre].count
      return chain.replacingCentre(by: draws.truncatedNormals(count, deviation: 1))
    }
    let wanted = norm(layers.map { donor.layers[$0] })
    let factor = wanted / norm(drawn.map { $0.contracted() })
    guard factor.isFinite else { return drawn }
    return drawn.map { chain in
      chain.replacingCentre(by: chain.tensors[chain.centre].map { $0 * Float(factor) })
    }
  }

  private func norm(_ matrices: [[Float]]) -> Double {
    let norms = matrices.map { frobenius($0) }
    return norms.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }
}

extension MatrixProductOperator {
  /// Returns the chain with some tensors of another one of the same shape.
  fileprivate func replacing(_ indices: Set<Int>, by other: Self) -> Self {
    Self(
      factors: factors, bonds: bonds,
      tensors: tensors.indices.map { indices.contains($0) ? other.tensors[$0] : tensors[$0] })
  }

  fileprivate func replacingCentre(by numbers: [Float]) -> Self {
    var replaced = tensors
    replaced[centre] = numbers
    return Self(factors: factors, bonds: bonds, tensors: replaced)
  }
}
