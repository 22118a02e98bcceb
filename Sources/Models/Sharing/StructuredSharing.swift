internal import MatrixProduct
package import Options

/// Every layer has its own matrices, each held as a block tensor train of two cores; nothing is
/// shared.
///
/// The structured matrices of "Compute Better Spent" (arXiv 2406.06248), which are smaller than
/// dense ones without any sharing. Rank 1 is Monarch's form (arXiv 2204.00595) up to a permutation.
/// Biases and norms are each layer's own.
///
/// A matrix is multiplied out once a step, so that it has fewer numbers but its products with
/// hidden states cost what a dense matrix's do: our reading, as the paper multiplies by the cores.
package struct StructuredSharing: SharingStrategy {
  package static let name = "structured"
  package static let about =
    "no sharing, but matrices of two small cores each (block tensor train, Monarch)"

  package var rank = 1

  package static let options: [OptionProperty<StructuredSharing>] = [
    .option(
      "rank", \.rank, .integer(1...4096),
      "rank of a matrix's blocks, at most their full rank; 1 is Monarch's form"
    ).settingSize
  ]

  package init() {}

  package func owners(layers: Int) -> [Int] { Array(0..<layers) }
  package func shares(_ slot: ParameterSlot) -> Bool { false }

  package func recipe(of position: MatrixPosition) -> Recipe {
    let form = form(rows: position.rows, columns: position.columns)
    return position.withTerm(
      form.recipe(
        first: position.parameter(.firstCore(of: form), form.firstShape),
        second: position.parameter(.secondCore(of: form), form.secondShape)))
  }

  package var fitsLayers: Bool { true }

  /// Fits each layer's cores to its own matrix.
  package func fitted(to donor: DonorStack) -> [ParameterSlot: [Float]] {
    let form = form(rows: donor.rows, columns: donor.columns)
    return donor.layers.enumerated().reduce(into: [:]) { values, layer in
      let cores = form.cores(nearestTo: layer.element)
      values[donor.slot(.firstCore(of: form), layer: layer.offset)] = cores.first
      values[donor.slot(.secondCore(of: form), layer: layer.offset)] = cores.second
    }
  }

  private func form(rows: Int, columns: Int) -> BlockTensorTrain {
    BlockTensorTrain(
      rows: BlockTensorTrain.factors(of: rows), columns: BlockTensorTrain.factors(of: columns),
      rank: rank)
  }
}

extension ParameterSlot.Part {
  /// The core that multiplies inputs first. Its standard deviation is the paper's, so that neither
  /// `initializer_range` nor DeepNorm's factor for fresh matrices applies; the paper's factor of
  /// the learning rate isn't built for these cores.
  package static func firstCore(of form: BlockTensorTrain) -> Self {
    Self("core.1", .matrices, .deviation(form.firstFans.standardDeviation))
  }

  /// The core that multiplies what the first has made.
  package static func secondCore(of form: BlockTensorTrain) -> Self {
    Self("core.2", .matrices, .deviation(form.secondFans.standardDeviation))
  }
}
