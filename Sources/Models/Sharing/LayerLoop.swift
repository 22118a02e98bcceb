internal import Glibc
package import Options
internal import Statistics

/// A core of layers that hidden states go through several times, between layers of their own.
///
/// The form of Huginn (Geiping et al., arXiv 2502.05171, section 3): a prelude, a recurrent core
/// and a coda. The core's layers repeat in a cycle until the depth is filled; the last round may be
/// incomplete.
package struct LayerLoop: OptionSet, Hashable {
  package var before = 0
  package var core = 1
  package var after = 0
  /// Whether what each layer puts out is multiplied by a vector of its own.
  package var hasOutputScales = false
  /// Whether what entered the core is fed in again before each of its rounds.
  package var hasInjection = false
  /// Whether training draws the number of rounds of each step.
  package var hasRandomDepth = false
  /// The most rounds that are drawn, over the usual number.
  package var roundLimit = 2

  package static let options: [OptionProperty<LayerLoop>] = [
    .option("before", \.before, .integer(0...1024), "number of own layers before the core"),
    .option("core", \.core, .integer(1...1024), "number of different layers in the core"),
    .option("after", \.after, .integer(0...1024), "number of own layers after the core"),
    .option(
      "output_scales", \.hasOutputScales, .boolean,
      "whether what a layer puts out is multiplied by a vector of its own, at first ones"),
    .option(
      "injection", \.hasInjection, .boolean,
      "whether a linear map feeds what entered the core into the state before each round (Huginn)"),
    .option(
      "random_depth", \.hasRandomDepth, .boolean,
      "whether training draws the number of rounds of each step (Huginn)"),
    .option(
      "most_rounds", \.roundLimit, .integer(1...64),
      "with random_depth: the most rounds of a step, in multiples of the usual number"),
  ]

  package init() {}

  /// Returns the layers of the core; none where the others fill the depth.
  private func coreLayers(of layers: Int) -> Range<Int> {
    let first = min(before, layers)
    return first..<max(first, layers - after)
  }

  /// Returns for each layer the first one that is the same, [layers].
  func owners(layers: Int) -> [Int] {
    let range = coreLayers(of: layers)
    return (0..<layers).map { layer in
      guard range.contains(layer) else { return layer }
      return range.lowerBound + (layer - range.lowerBound) % core
    }
  }

  /// Returns the usual number of rounds of the core, an incomplete one included; 0 without a core.
  package func rounds(layers: Int) -> Int {
    (coreLayers(of: layers).count + core - 1) / core
  }

  /// Whether there is a core to feed anything into.
  func injects(layers: Int) -> Bool { hasInjection && rounds(layers: layers) > 0 }

  /// Returns the way of hidden states through so many rounds of the core, at least one if there is
  /// a core.
  ///
  /// Rounds that are added go through the layers of the last round again, with what these have for
  /// themselves; rounds that are left out are the last ones. An incomplete round stays the last.
  func route(layers: Int, rounds: Int) -> LayerRoute {
    let range = coreLayers(of: layers)
    let period = min(core, range.count)
    let count = range.count + (rounds - self.rounds(layers: layers)) * period
    let inside = (0..<count).map { position in
      (
        layer: range.lowerBound + repeated(position, below: range.count),
        injects: hasInjection && position % period == 0
      )
    }
    func own(_ layers: Range<Int>) -> [(layer: Int, injects: Bool)] {
      layers.map { (layer: $0, injects: false) }
    }
    return LayerRoute(
      own(0..<range.lowerBound) + inside + own(range.upperBound..<layers), layers: layers,
      core: range)
  }

  /// Returns the place, among `count` layers of the core, of the layer at a position that may be
  /// beyond them: the layers of the last round follow each other again.
  private func repeated(_ position: Int, below count: Int) -> Int {
    guard position >= count else { return position }
    let period = min(core, count)
    return count - period + (position - count) % period
  }
}

extension LayerLoop {
  /// Returns the number of rounds of a training step: 1 + Poisson(e^τ) with τ normal, e^τ of mean r
  /// and σ = 0.5, where r is the usual number (Geiping et al., arXiv 2502.05171, section 3.3); at
  /// most ``roundLimit`` · r.
  ///
  /// The limit is ours, as a step's memory is planned. The mean is about r + 1, as in the paper.
  package func drawnRounds(layers: Int, seed: UInt64, step: UInt64) -> Int {
    let usual = rounds(layers: layers)
    guard hasRandomDepth, usual > 0 else { return usual }
    let deviation = 0.5
    var draws = SeededGenerator(seed: seed, stream: "rounds of step \(step)")
    let rate = draws.logNormal(
      mean: log(Double(usual)) - deviation * deviation / 2, deviation: deviation)
    return min(1 + draws.poisson(mean: rate), roundLimit * usual)
  }

  /// Returns the most rounds that any training step goes through.
  package func mostRounds(layers: Int) -> Int {
    hasRandomDepth ? roundLimit * rounds(layers: layers) : rounds(layers: layers)
  }

  /// Returns the layer that each layer corresponds to in the same loop of another depth, [layers]:
  /// those of its last round, where it has fewer rounds; nil where that one has no core.
  func sources(layers: Int, donorLayers: Int) -> [Int]? {
    let (ours, theirs) = (coreLayers(of: layers), coreLayers(of: donorLayers))
    guard !theirs.isEmpty else { return nil }
    return (0..<layers).map { layer in
      if layer < ours.lowerBound { return layer }
      if layer >= ours.upperBound { return donorLayers - (layers - layer) }
      return theirs.lowerBound + repeated(layer - ours.lowerBound, below: theirs.count)
    }
  }

  /// Whether the own layers and those of the core are as many as in another loop.
  func hasLayers(of other: LayerLoop) -> Bool {
    (before, core, after) == (other.before, other.core, other.after)
  }
}
