/// Slices numbers that are laid out as a model's parameters, such as their values or an optimizer's
/// state, for the model after a cut.
package struct BondSlicing {
  private let cut: BondCut
  private let before, after: ParameterLayout
  /// Names of the tensors whose last axis is the bond, and of those whose first axis it is.
  private let left, right: Set<String>

  /// Prepares to slice.
  ///
  /// - Parameter description: Describes the model before the cut.
  package init(_ cut: BondCut, _ description: ModelDescription) {
    self.cut = cut
    before = ParameterLayout(description)
    after = ParameterLayout(description.after(cut))
    let chains = description.localTensors(ofChains: cut.bond.chain)
    left = Set(chains.map { $0[cut.bond.index - 1] })
    right = Set(chains.map { $0[cut.bond.index] })
  }

  /// Copies the numbers that stay.
  ///
  /// - Parameters:
  ///   - source: Numbers in the layout of the model before the cut.
  ///   - target: Where they go, in the layout of the model after it; parameters that are no part of
  ///     the model stay as they are.
  package func copy(
    _ source: UnsafeMutableBufferPointer<Float>, to target: UnsafeMutableBufferPointer<Float>
  ) {
    for parameter in after.parameters {
      guard let old = before[parameter.name] else { continue }
      if left.contains(parameter.name) {
        let width = old.shape.last ?? 1
        for place in 0..<parameter.count {
          let (row, index) = (place / cut.kept.count, cut.kept[place % cut.kept.count])
          target[parameter.offset + place] = source[old.offset + row * width + index]
        }
      } else if right.contains(parameter.name) {
        let size = parameter.count / cut.kept.count
        for (place, index) in cut.kept.enumerated() {
          copy(source, old.offset + index * size, size, to: target, parameter.offset + place * size)
        }
      } else {
        copy(source, old.offset, old.count, to: target, parameter.offset)
      }
    }
  }

  private func copy(
    _ source: UnsafeMutableBufferPointer<Float>, _ first: Int, _ count: Int,
    to target: UnsafeMutableBufferPointer<Float>, _ place: Int
  ) {
    _ = UnsafeMutableBufferPointer(rebasing: target[place..<place + count])
      .update(fromContentsOf: source[first..<first + count])
  }
}

extension StoredModel {
  /// Returns the model after a cut, with numbers of its own.
  package func after(_ cut: BondCut) -> StoredModel {
    let description = description.after(cut)
    let bank = ParameterBank(ParameterLayout(description))
    BondSlicing(cut, self.description).copy(self.bank.values, to: bank.values)
    return StoredModel(description: description, bank: bank, vocabulary: vocabulary)
  }
}
