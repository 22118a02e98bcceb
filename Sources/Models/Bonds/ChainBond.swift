internal import MatrixProduct

/// An inner bond of the chains by which a model holds one matrix of every layer, or its table of
/// word embeddings.
package struct ChainBond: Hashable, Sendable {
  /// The chains' key in ``ModelDescription/factorisations``.
  package let chain: String
  /// Number of local tensors on its left, from 1.
  package let index: Int
}

/// Indices of a bond that are left out of all its chains at once.
package struct BondCut: Hashable, Sendable {
  package let bond: ChainBond
  /// The indices that stay, in ascending order.
  package let kept: [Int]
}

extension ModelDescription {
  /// The keys of all chains: those of the layers' matrices in their order, then the embeddings'.
  package var chains: [String] {
    let names = MatrixKind.allCases.map(\.rawValue) + [Self.wordEmbeddings]
    return names.filter { factorisations[$0] != nil }
  }

  /// Returns the dimension of a bond.
  ///
  /// - Precondition: The model has the chain.
  package func dimension(of bond: ChainBond) -> Int {
    factorisations[bond.chain]?.bonds[bond.index] ?? 0
  }

  /// Describes the model after a cut.
  package func after(_ cut: BondCut) -> ModelDescription {
    var description = self
    description.factorisations[cut.bond.chain]?.bonds[cut.bond.index] = cut.kept.count
    return description
  }

  /// Describes the model with all inner bonds 1, the smallest that cuts can make.
  package var withLeastBonds: ModelDescription {
    var description = self
    for chain in chains {
      let count = factorisations[chain]?.bonds.count ?? 0
      description.factorisations[chain]?.bonds = Array(repeating: 1, count: count)
    }
    return description
  }

  /// Returns the names of the local tensors of a layer's matrix, the first expert's where it has
  /// experts, from left to right; none where it is held whole.
  package func localTensors(of matrix: MatrixKind, layer: Int) -> [String] {
    guard factorisation(of: matrix) != nil else { return [] }
    let slots = SlotTable(self)
    let first = slots.experts(of: matrix, layer: layer)[0]
    return slots.localTensors(of: matrix, layer: layer, expert: first).map(slots.name(of:))
  }

  /// Returns the names of the local tensors of every chain of a key, [chains, tensors]; a tensor
  /// that layers share is in several chains.
  func localTensors(ofChains key: String) -> [[String]] {
    guard let factorisation = factorisations[key] else { return [] }
    guard let matrix = MatrixKind(rawValue: key) else {
      return [ParameterNames(self).wordEmbeddingTensors(count: factorisation.rows.count)]
    }
    let slots = SlotTable(self)
    return (0..<encoder.layers).flatMap { layer in
      slots.experts(of: matrix, layer: layer).map { expert in
        slots.localTensors(of: matrix, layer: layer, expert: expert).map(slots.name(of:))
      }
    }
  }
}

extension StoredModel {
  /// Computes how much each index of each inner bond adds to the chains of a key: the sum over the
  /// chains of ``MatrixProductOperator/squaredParts``, [inner bonds, indices].
  func squaredParts(ofChains key: String, threads: Int) -> [[Double]] {
    guard let factorisation = description.factorisations[key] else { return [] }
    let chains = description.localTensors(ofChains: key).map { names in
      MatrixProductOperator(
        factors: factorisation.factors, bonds: factorisation.bonds,
        tensors: names.map { bank[$0] ?? [] })
    }
    return MatrixProduct.squaredParts(of: chains, threads: threads)
  }
}
