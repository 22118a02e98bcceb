internal import MatrixProduct

extension Recipe {
  /// Whether inputs are multiplied by the parts of a matrix rather than by the rebuilt matrix,
  /// because that is cheaper: where its chain has small bonds.
  var appliesDirectly: Bool {
    switch self {
    case .chain(_, let chain): chain.factors.appliesDirectly(bonds: chain.bonds)
    case .sum(let first, _): first.appliesDirectly
    default: false
    }
  }

  /// Number of multiply-adds of this step of the recipe alone; only products have any.
  private var ownCost: Int {
    switch self {
    case .chain(_, let chain):
      ContractionOrder(factors: chain.factors, bonds: chain.bonds).cost
    case .product(let left, let right): left.shape[0] * left.shape[1] * right.shape[1]
    default: 0
    }
  }

  /// Notes the multiply-adds of every step of the recipe, those that recipes have in common once.
  func noteCosts(in costs: inout [Recipe: Int]) {
    if appliesDirectly { return noteCostsBesideApplication(in: &costs) }
    if isParameter || costs[self] != nil { return }
    costs[self] = ownCost
    for operand in operands { operand.noteCosts(in: &costs) }
  }

  /// Notes the multiply-adds of what must be rebuilt although the matrix isn't: its local tensors.
  private func noteCostsBesideApplication(in costs: inout [Recipe: Int]) {
    switch self {
    case .chain(let tensors, _): for tensor in tensors { tensor.noteCosts(in: &costs) }
    case .sum(let first, _): first.noteCostsBesideApplication(in: &costs)
    default: break
    }
  }

  /// Number of multiply-adds to multiply one row by the matrix.
  var rowCost: Int { appliesDirectly ? costOfParts : shape.reduce(1, *) }

  /// Number of multiply-adds to multiply one row by the parts of the matrix, one after the other.
  private var costOfParts: Int {
    switch self {
    case .chain(_, let chain): chain.factors.applicationCost(bonds: chain.bonds)
    case .product(let first, let second), .sum(let first, let second):
      first.costOfParts + second.costOfParts
    case .scaled(let recipe, _): recipe.costOfParts
    case .parameter, .reshaped, .diagonalAdded: shape.reduce(1, *)
    }
  }
}
