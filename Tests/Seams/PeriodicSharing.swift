package import Options

/// Layers take turns: layer l has the parameters of layer l mod `period`.
package struct PeriodicSharing: SharingStrategy {
  package static let name = "periodic"
  package static let about = "layers repeat in a cycle"

  package var period = 2

  package static let options: [OptionProperty<PeriodicSharing>] = [
    .option("period", \.period, .integer(1...1024), "number of layers in the cycle")
  ]

  package init() {}

  package func owners(layers: Int) -> [Int] { (0..<layers).map { $0 % period } }
}
