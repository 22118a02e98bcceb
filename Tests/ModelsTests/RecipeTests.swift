import MatrixProduct
import Models
import Tensors
import TestSupport
import Testing

/// A parameter, told from others by a number.
private func parameter(_ number: Int, _ shape: [Int]) -> Recipe {
  .parameter(slot(number), shape: shape)
}

private func slot(_ number: Int) -> ParameterSlot {
  ParameterSlot(layer: number, site: .matrix(.query), part: .dense)
}

/// A recipe with what follows from it, worked out by hand.
struct RecipeCase: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let recipe: Recipe
  let shape: [Int]
  /// The numbers of the parameters, in the order in which they are used.
  let parameters: [Int]
  /// Number of multiply-adds.
  let cost: Int

  init(
    _ description: String, _ recipe: Recipe, shape: [Int], parameters: [Int], cost: Int = 0
  ) {
    testDescription = description
    self.recipe = recipe
    self.shape = shape
    self.parameters = parameters
    self.cost = cost
  }

  static let all: [RecipeCase] = [
    RecipeCase("a parameter", parameter(0, [2, 3]), shape: [2, 3], parameters: [0]),
    RecipeCase(
      "a chain",
      .chain(
        [parameter(1, [1, 2, 2, 2]), parameter(0, [2, 3, 1, 1])],
        ModelDescription.Factorisation(
          factors: FactorShape(rows: [2, 3], columns: [2, 1]), bonds: [1, 2, 1])),
      shape: [6, 2], parameters: [1, 0], cost: 24),
    RecipeCase(
      "a product", .product(parameter(0, [2, 3]), parameter(1, [3, 4])), shape: [2, 4],
      parameters: [0, 1], cost: 24),
    RecipeCase(
      "a multiple", .scaled(parameter(0, [2, 3]), by: -0.5), shape: [2, 3], parameters: [0]),
    RecipeCase(
      "another shape", .reshaped(parameter(0, [2, 6]), [3, 4]), shape: [3, 4], parameters: [0]),
    RecipeCase(
      "a sum", .sum(parameter(0, [2, 3]), parameter(1, [2, 3])), shape: [2, 3],
      parameters: [0, 1]),
    RecipeCase(
      "a diagonal", .diagonalAdded(parameter(1, [2]), to: parameter(0, [2, 3])), shape: [2, 3],
      parameters: [0, 1]),
    RecipeCase(
      "another order of axes",
      .permuted(parameter(0, [6, 4]), shape: [2, 3, 4], axes: [2, 0, 1]),
      shape: [4, 2, 3], parameters: [0]),
    RecipeCase(
      "scaled rows", .rowsScaled(parameter(0, [3, 2]), by: parameter(1, [3])), shape: [3, 2],
      parameters: [0, 1]),
    RecipeCase(
      "a product of batches", .batchedProduct(parameter(0, [2, 3, 5]), parameter(1, [2, 5, 1])),
      shape: [2, 3, 1], parameters: [0, 1], cost: 30),
    RecipeCase(
      "gathered numbers",
      .gathered(parameter(0, [2, 2]), Gathering(indices: [3, 0, 0, 2, 1, 3]), shape: [2, 3]),
      shape: [2, 3], parameters: [0]),
    RecipeCase(
      "gathered numbers with factors",
      .gathered(
        parameter(0, [4]), Gathering(indices: [1, 1, 3], factors: [-1, 0.5, 2]), shape: [3, 1]),
      shape: [3, 1], parameters: [0]),
    RecipeCase(
      "a recipe of recipes", nested, shape: [4, 6], parameters: [0, 1, 2, 3, 4],
      cost: 120),
  ]

  /// 4 × 2 × 6 and 2 × 2 × 3 × 6 multiply-adds.
  private static var nested: Recipe {
    let low = Recipe.product(parameter(0, [4, 2]), parameter(1, [2, 6]))
    let batch = Recipe.batchedProduct(parameter(2, [2, 2, 3]), parameter(3, [2, 3, 6]))
    let crossed = Recipe.permuted(batch, shape: [2, 2, 6], axes: [1, 0, 2])
    let factors = Recipe.gathered(
      parameter(4, [2]), Gathering(indices: [1, 0, 1, 1]), shape: [4])
    return .rowsScaled(.sum(low, .reshaped(crossed, [4, 6])), by: factors)
  }
}

@Suite("recipes of matrices")
struct RecipeTests {
  @Test("give the numbers of their definitions", arguments: RecipeCase.all)
  func values(example: RecipeCase) {
    var random = SeededNumbers(seed: 1)
    var numbers: [ParameterSlot: [Float]] = [:]
    var shapes: [ParameterSlot: [Int]] = [:]
    for (slot, shape) in example.recipe.parameters {
      numbers[slot] = random.floats(shape.reduce(1, *))
      shapes[slot] = shape
    }
    let tape = Tape(arena: Arena(), workers: Workers(threads: 1), recording: false)
    var values = RecipeValues(tape) { [numbers, shapes] slot in
      tape.constant(numbers[slot] ?? [], shape: shapes[slot] ?? [])
    }
    let made = values[example.recipe]
    #expect(made.shape == example.shape)
    let reference = RecipeReference(numbers: numbers.mapValues { $0.map { Double($0) } })
    let distance = relativeDistance(made.numbers, reference.value(example.recipe))
    #expect(distance < 1e-5)
  }

  @Test("tell their shapes, parameters and multiply-adds", arguments: RecipeCase.all)
  func properties(example: RecipeCase) {
    #expect(example.recipe.shape == example.shape)
    #expect(example.recipe.parameters.map(\.slot) == example.parameters.map { slot($0) })
    var costs: [Recipe: Int] = [:]
    example.recipe.noteCosts(in: &costs)
    #expect(costs.values.reduce(0, +) == example.cost)
  }

  @Test("keep everything but slots where these are replaced", arguments: RecipeCase.all)
  func slots(example: RecipeCase) {
    let moved = example.recipe.replacingSlots { $0.inLayer($0.layer + 7) }
    #expect(moved != example.recipe)
    #expect(moved.shape == example.shape)
    #expect(moved.parameters.map(\.slot) == example.parameters.map { slot($0 + 7) })
    #expect(moved.replacingSlots { $0.inLayer($0.layer - 7) } == example.recipe)
  }

  @Test("are made once where they are equal, though written twice", arguments: RecipeCase.all)
  func once(example: RecipeCase) {
    let other = example.recipe.replacingSlots { $0 }
    let found = made([example.recipe, other])
    #expect(found.results[0] === found.results[1])
    #expect(found.uses == example.parameters.count)
  }

  @Test("are equal where gatherings of the same numbers were made apart")
  func equalGatherings() {
    func recipe() -> Recipe {
      .gathered(
        parameter(0, [2]), Gathering(indices: [1, 0, 1], factors: [1, 2, 3]), shape: [3, 1])
    }
    #expect(recipe() == recipe())
    let found = made([recipe(), recipe()])
    #expect(found.results[0] === found.results[1])
  }

  @Test("share what each of them scales or takes numbers from, which is counted once")
  func commonParts() {
    let product = Recipe.product(parameter(0, [3, 1]), parameter(1, [1, 2]))
    let recipes: [Recipe] = [
      .rowsScaled(product, by: parameter(2, [3])), .rowsScaled(product, by: parameter(3, [3])),
      .gathered(product, Gathering(indices: [5, 0]), shape: [2, 1]),
      .diagonalAdded(parameter(4, [2]), to: product),
    ]
    #expect(made(recipes).uses == 5)
    var costs: [Recipe: Int] = [:]
    for recipe in recipes { recipe.noteCosts(in: &costs) }
    #expect(costs.values.reduce(0, +) == 6)
  }

  @Test("count a chain of small bonds where it is rebuilt, and not where it is applied")
  func chainInside() {
    let factors = FactorShape.balanced(rows: 768, columns: 768)
    let description = ModelDescription.Factorisation(factors: factors, bonds: factors.bonds(cap: 1))
    let tensors = (0..<factors.count).map { parameter($0, description.shape(ofTensor: $0)) }
    let chain = Recipe.chain(tensors, description)
    var costs: [Recipe: Int] = [:]
    chain.noteCosts(in: &costs)
    #expect(costs.isEmpty)
    Recipe.rowsScaled(chain, by: parameter(9, [768])).noteCosts(in: &costs)
    let contraction = ContractionOrder(factors: factors, bonds: description.bonds).cost
    #expect(contraction > 0)
    #expect(costs.values.reduce(0, +) == contraction)
  }

  /// Makes recipes of parameters that are all 1, and counts how often a parameter is used.
  private func made(_ recipes: [Recipe]) -> (results: [Variable], uses: Int) {
    let parameters = recipes.flatMap { $0.parameters }
    let shapes = Dictionary(parameters.map { ($0.slot, $0.shape) }) { first, _ in first }
    let tape = Tape(arena: Arena(), workers: Workers(threads: 1), recording: false)
    var uses = 0
    var values = RecipeValues(tape) { slot in
      uses += 1
      let shape = shapes[slot] ?? []
      return tape.constant([Float](repeating: 1, count: shape.reduce(1, *)), shape: shape)
    }
    var results: [Variable] = []
    for recipe in recipes { results.append(values[recipe]) }
    return (results, uses)
  }
}
