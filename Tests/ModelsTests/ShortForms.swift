import Models
import Options

// The values that these tests need, in one expression each.

/// The strategy of that name with some options; those that it lacks count for nothing.
func strategy(_ name: String, _ options: [String: Value] = [:]) -> any SharingStrategy {
  guard let kind = SharingCatalog.all.first(where: { $0.name == name }) else {
    preconditionFailure("there is no strategy '\(name)'")
  }
  return kind.init(reading: .map(options))
}

extension BlockSharing {
  init(unique: Int, order: LayerOrder) {
    self.init()
    self.unique = unique
    self.order = order
  }
}

extension BottleneckSharing {
  init(reduction: Int) {
    self.init()
    adapter.reduction = reduction
  }
}

extension LoopSharing {
  init(
    before: Int = 0, core: Int = 1, after: Int = 0, _ change: (inout LayerLoop) -> Void = { _ in }
  ) {
    self.init()
    form.before = before
    form.core = core
    form.after = after
    change(&form)
  }
}

extension LoRA {
  init(
    rank: Int, scale: Float? = nil, matrices: [MatrixKind]? = nil, target: AdapterTarget? = nil
  ) {
    self.init()
    self.rank = rank
    self.scale = scale ?? self.scale
    self.matrices = matrices ?? self.matrices
    self.target = target ?? self.target
  }
}

extension Experts {
  init(
    count: Int, layers: [Int]? = nil, shares: Shares = .central, gate: Gate = .input
  ) {
    self.init()
    (self.count, self.layers) = (count, layers)
    (self.shares, self.gate) = (shares, gate)
  }
}
