package import Options

/// Every layer has parameters of its own, as in BERT.
package struct NoSharing: SharingStrategy {
  package static let name = "none"
  package static let about = "every layer has its own parameters (BERT)"
  package static let options: [OptionProperty<NoSharing>] = []

  package init() {}

  package func owners(layers: Int) -> [Int] { Array(0..<layers) }
  package func shares(_ slot: ParameterSlot) -> Bool { false }
}
