package import Options

/// Runs of adjacent layers share full-rank matrices; each adds a low-rank and a diagonal term.
///
/// ResidualTransformer (arXiv 2310.02489): W_l = W + up_l · down_l + diag(d_l). Biases and norms
/// are each layer's own.
package struct ResidualSharing: SharingStrategy {
  package static let name = "residual"
  package static let about = "adjacent layers share matrices but for low-rank and diagonal terms"

  package var unique = 1
  package var start = SharedStart()

  package static let options: [OptionProperty<ResidualSharing>] =
    [
      .option(
        "unique", \.unique, .integer(1...1024), "number of runs of adjacent layers"
      ).settingSize
    ] + SharedStart.options(inside: \.start)

  package init() {}

  package var needsAdapter: Bool { true }

  package func owners(layers: Int) -> [Int] {
    LayerOrder.sequence.owners(layers: layers, unique: unique)
  }

  package func shares(_ slot: ParameterSlot) -> Bool { slot.part == .dense }

  package func recipe(of position: MatrixPosition) -> Recipe {
    let diagonal = position.parameter(.diagonal, [min(position.rows, position.columns)])
    return .diagonalAdded(diagonal, to: position.withTerm(position.whole))
  }
}
