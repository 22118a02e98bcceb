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
    case .batchedProduct(let left, let right): left.shape.reduce(right.shape[2], *)
    default: 0
    }
  }

  /// Notes the multiply-adds of every step of the recipe, those that recipes have in common once.
  package func noteCosts(in costs: inout [Recipe: Int]) {
    if appliesDirectly { return noteCostsBesideApplication(in: &costs) }
    noteCostsOfRebuilding(in: &costs)
  }

  /// Notes the multiply-adds of every step where the result is rebuilt, as every operand of a
  /// rebuilt one is, even a chain that would by itself be applied directly.
  private func noteCostsOfRebuilding(in costs: inout [Recipe: Int]) {
    if isParameter || costs[self] != nil { return }
    costs[self] = ownCost
    for operand in operands { operand.noteCostsOfRebuilding(in: &costs) }
  }

  /// Notes the multiply-adds of what must be rebuilt although the matrix isn't: its local tensors,
  /// and parts of terms that aren't products of parameters.
  private func noteCostsBesideApplication(in costs: inout [Recipe: Int]) {
    switch self {
    case .chain(let tensors, _): for tensor in tensors { tensor.noteCostsOfRebuilding(in: &costs) }
    case .sum(let first, let second), .product(let first, let second):
      first.noteCostsBesideApplication(in: &costs)
      second.noteCostsBesideApplication(in: &costs)
    case .scaled(let recipe, _): recipe.noteCostsBesideApplication(in: &costs)
    default: noteCostsOfRebuilding(in: &costs)
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
    default: shape.reduce(1, *)
    }
  }
}
