package import Options

/// One direction of the inputs that the attention matrices of all layers share: each of them adds
/// u vᵀ, where v is that direction and u a vector of its own, which starts at zero.
package struct SharedDirection: Adapter {
  package static let name = "shared-direction"
  package static let about = "a vector of each matrix's own times one that all of them share"

  package var scale: Float = 1

  package static let options: [OptionProperty<SharedDirection>] = [
    .option("scale", \.scale, .number(0...1000), "factor of the term")
  ]

  package init() {}

  package var matrices: [MatrixKind] { MatrixKind.attention }
  package var rank: Int { 1 }

  package func term(of position: MatrixPosition, rows: Int, columns: Int) -> Recipe {
    let own = position.parameter(.outputs, [rows])
    let shared = position.sharedParameter(.direction, [columns])
    return .scaled(
      .product(.reshaped(own, [rows, 1]), .reshaped(shared, [1, columns])), by: scale)
  }
}

extension ParameterSlot.Part {
  fileprivate static let outputs = Self("adapter.outputs", .adapters, .zeros)
  fileprivate static let direction = Self("direction", .adapters, .normal)
}
