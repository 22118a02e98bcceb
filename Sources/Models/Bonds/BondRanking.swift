/// Ranks the cuts of a model's bonds by their error for each stored parameter that they free.
///
/// The ranking by the error of a cut is MPOP's dimension squeezing (arXiv 2106.02205, section 4.2),
/// where the error is √Σ λ_m² over the Schmidt values that are left out. That it counts for each
/// parameter freed, and over all layers as a bond is the same in all, is our reading. So is the
/// error itself, √Σ ‖L_m‖² ‖R_m‖² over the indices m that are left out and all layers: in the
/// symmetric gauge, in which a decomposition starts, it is the paper's; bases drift in training,
/// and it stays the exact error of leaving out one index, which may be any, not only the last.
package struct BondRanking {
  private struct Chains {
    let factorisation: ModelDescription.Factorisation
    /// Number of stored tensors at each place of the chain; a shared one counts once.
    let copies: [Int]
    /// What each index adds, squared and summed over the chains, [inner bonds, indices].
    let parts: [[Double]]

    /// Counts the stored parameters that an index of a bond has on both sides.
    func parametersPerIndex(ofBond bond: Int) -> Int {
      let (left, right) = (bond - 1, bond)
      let chain = factorisation
      return copies[left] * chain.bonds[left] * chain.rows[left] * chain.columns[left]
        + copies[right] * chain.rows[right] * chain.columns[right] * chain.bonds[right + 1]
    }
  }

  private let keys: [String]
  private var known: [String: Chains] = [:]
  private let threads: Int

  /// Ranks all cuts of a model.
  package init(_ model: StoredModel, threads: Int) {
    self.threads = threads
    keys = model.description.chains
    for key in keys { known[key] = measured(key, of: model) }
  }

  /// Ranks anew what a cut has changed.
  ///
  /// - Parameter model: The model after the cut, which is as it was elsewhere.
  package mutating func update(_ model: StoredModel, after cut: BondCut) {
    known[cut.bond.chain] = measured(cut.bond.chain, of: model)
  }

  /// Returns the cut with the least error for each parameter freed, the first of equal ones; nil
  /// where all bonds are 1.
  ///
  /// - Parameter dimensions: Number of indices that a cut leaves out; a bond keeps at least one.
  package func cheapest(dimensions: Int) -> BondCut? {
    var best: (cut: BondCut, price: Double)?
    for key in keys {
      guard let chains = known[key] else { continue }
      for (place, parts) in chains.parts.enumerated() where parts.count > 1 {
        let dropped = least(min(dimensions, parts.count - 1), of: parts)
        let error = dropped.reduce(0) { $0 + parts[$1] }.squareRoot()
        let price = error / Double(dropped.count * chains.parametersPerIndex(ofBond: place + 1))
        guard best.map({ price < $0.price }) ?? true else { continue }
        let leftOut = Set(dropped)
        let kept = parts.indices.filter { !leftOut.contains($0) }
        best = (BondCut(bond: ChainBond(chain: key, index: place + 1), kept: kept), price)
      }
    }
    return best?.cut
  }

  /// Returns the indices of the smallest numbers, the smallest first, the last ones of equal ones.
  private func least(_ count: Int, of parts: [Double]) -> [Int] {
    let ordered = parts.indices.sorted {
      parts[$0] == parts[$1] ? $0 > $1 : parts[$0] < parts[$1]
    }
    return Array(ordered.prefix(count))
  }

  private func measured(_ key: String, of model: StoredModel) -> Chains? {
    guard let factorisation = model.description.factorisations[key] else { return nil }
    let names = model.description.localTensors(ofChains: key)
    return Chains(
      factorisation: factorisation,
      copies: factorisation.rows.indices.map { place in Set(names.map { $0[place] }).count },
      parts: model.squaredParts(ofChains: key, threads: threads))
  }
}
