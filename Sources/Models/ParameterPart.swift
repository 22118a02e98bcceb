extension ParameterSlot {
  /// The role of a parameter at its site, with what all parameters of that role have in common.
  public struct Part: Hashable, Sendable {
    /// Name in checkpoints, after that of the site.
    package let name: String
    /// The part of the model by which sizes are reported and parameters selected.
    let category: Parameter.Part
    /// The initial values of a fresh parameter.
    let start: Parameter.Start
    /// Whether weight decay applies: to matrices, not to biases, norms and diagonals.
    let decays: Bool
    /// Whether training changes it.
    let learns: Bool
  }
}

extension ParameterSlot.Part {
  /// A whole weight matrix.
  package static let dense = Self("weight", .matrices, .normal)
  /// The middle local tensor of a matrix product operator.
  package static let central = Self("central", .central, .normal)

  /// Another local tensor, counted from 1 as in checkpoints: 1, 2, 4, 5 of five.
  package static func auxiliary(_ number: Int) -> Self {
    Self("auxiliary.\(number)", .auxiliary, .normal)
  }

  /// A term that is added to a matrix's main diagonal.
  package static let diagonal = Self("diagonal", .adapters, .zeros, decays: false)
  package static let bias = Self("bias", .vectors, .zeros, decays: false)
  /// The scale of a normalisation.
  package static let scale = Self("scale", .vectors, .ones, decays: false)

  /// The parts of a bottleneck adapter: its two matrices, their biases, and the scale and shift of
  /// its normalisation.
  package static let down = Self("down.weight", .adapters, .normal)
  package static let downBias = Self("down.bias", .adapters, .zeros, decays: false)
  package static let up = Self("up.weight", .adapters, .zeros)
  package static let upBias = Self("up.bias", .adapters, .zeros, decays: false)
  package static let adapterScale = Self("norm.weight", .adapters, .ones, decays: false)
  package static let adapterShift = Self("norm.bias", .adapters, .zeros, decays: false)

  /// The scores of experts, one row for each; each layer's own, as adapters are.
  package static let router = Self("weight", .adapters, .normal)

  /// Declares a role.
  ///
  /// - Parameter learns: Whether training changes it; what doesn't learn is drawn once and kept.
  init(
    _ name: String, _ category: Parameter.Part, _ start: Parameter.Start, decays: Bool = true,
    learns: Bool = true
  ) {
    (self.name, self.category) = (name, category)
    (self.start, self.decays, self.learns) = (start, decays, learns)
  }

  /// Returns the same role with other initial values, which training may leave as they are.
  func starting(_ start: Parameter.Start, learns: Bool) -> Self {
    Self(name, category, start, decays: decays, learns: learns)
  }

  /// Whether it is a local tensor of a chain.
  var isLocalTensor: Bool { category == .central || category == .auxiliary }

  /// Whether dense models have it, whose names are Hugging Face's.
  var isOfDenseModels: Bool { self == .dense || self == .bias || self == .scale }
}
