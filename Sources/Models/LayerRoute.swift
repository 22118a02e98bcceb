/// The layers that hidden states go through, one after the other, each perhaps several times.
struct LayerRoute {
  /// One time that states go through a layer.
  struct Stop {
    /// Number of stops before it.
    let index: Int
    let layer: Int
    /// Whether what entered the core is fed in again before it.
    let injects: Bool
  }

  let stops: [Stop]
  /// Number of the model's layers.
  private let layers: Int
  /// The layers of the core; empty where there is none.
  private let core: Range<Int>

  /// Goes through every layer once.
  init(layers: Int) {
    self.init((0..<layers).map { (layer: $0, injects: false) }, layers: layers, core: 0..<0)
  }

  /// Goes through some layers.
  ///
  /// - Parameters:
  ///   - path: The layers, each with whether what entered the core is fed in before it: all before
  ///     the core, those of the core as often as wanted, all after it.
  ///   - layers: Number of the model's layers.
  ///   - core: The layers of the core.
  init(_ path: [(layer: Int, injects: Bool)], layers: Int, core: Range<Int>) {
    stops = path.enumerated().map { index, stop in
      Stop(index: index, layer: stop.layer, injects: stop.injects)
    }
    (self.layers, self.core) = (layers, core)
  }

  /// Returns the index of the stop that stands for a layer; for the number of layers, that of
  /// stops.
  ///
  /// Where the core has more or fewer stops than layers, each of its layers is at the same share of
  /// it, and its last one is the last one.
  func index(ofLayer layer: Int) -> Int {
    if layer <= core.lowerBound { return layer }
    if layer >= core.upperBound { return stops.count - (layers - layer) }
    let count = stops.count - layers + core.count
    return core.lowerBound + (layer - core.lowerBound) * (count - 1) / (core.count - 1)
  }
}
