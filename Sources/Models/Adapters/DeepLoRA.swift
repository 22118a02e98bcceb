package import Options

/// A term of three factors in a row, W₃ W₂ W₁, without a scale: W₁ [rank, columns], W₂ [rank,
/// rank], W₃ [rows, rank].
///
/// Deep LoRA (ICML 2024, arXiv 2406.04112). Each factor starts as ε times an orthonormal matrix,
/// so all `rank` singular values of a fresh term are ε³: it starts small rather than at zero, with
/// a Frobenius norm of ε³ √rank.
///
/// The compressed form is U W₃ W₂ W₁ Vᵀ with square factors that start as ε · I between outer ones
/// with orthonormal vectors, U [rows, rank] and Vᵀ [rank, columns]. The paper takes the outer ones
/// from the first gradient of a wide adapter; here they are random, as the stage that makes a model
/// has no gradient, and learn. This is our reading of the form, not the paper's algorithm.
package struct DeepLoRA: Adapter {
  package static let name = "deep-lora"
  package static let about = "a product of three small factors, which starts small (Deep LoRA)"

  package var rank = 8
  package var startScale = 1e-3
  package var isCompressed = false
  package var matrices = MatrixKind.attention
  package var target = AdapterTarget.weight

  package static let options: [OptionProperty<DeepLoRA>] = [
    .option("rank", \.rank, .integer(0...4096), "rank of the product; 0 for no adapter")
      .settingSize,
    .option(
      "start_scale", \.startScale, .number(1e-6...1),
      "factor of orthonormal matrices that each of the three factors starts as"),
    .option(
      "compressed", \.isCompressed, .boolean,
      "whether the three factors are square, between two outer ones with orthonormal vectors"),
    .option("matrices", \.matrices, .list(.choice), "matrices that have one"),
    .option(
      "to", \.target, .choice, "what it is added to: the whole matrix, or its central tensor"),
  ]

  package init() {}

  package func term(of position: MatrixPosition, rows: Int, columns: Int) -> Recipe {
    guard isCompressed else {
      return factors(
        of: position, rows: rows, columns: columns, .orthonormal(factor: startScale))
    }
    let inner = factors(
      of: position, rows: rank, columns: rank, .scaledIdentity(factor: startScale))
    return .product(
      position.parameter(.adapterLeft, [rows, rank]),
      .product(inner, position.parameter(.adapterRight, [rank, columns])))
  }

  /// Returns the product of the three factors, [rows, columns].
  private func factors(
    of position: MatrixPosition, rows: Int, columns: Int, _ start: Parameter.Start
  ) -> Recipe {
    func factor(_ number: Int, _ shape: [Int]) -> Recipe {
      position.parameter(.adapterFactor(number, start), shape)
    }
    return .product(
      factor(3, [rows, rank]), .product(factor(2, [rank, rank]), factor(1, [rank, columns])))
  }
}

extension ParameterSlot.Part {
  /// A factor of a product, counted from 1 at the input.
  fileprivate static func adapterFactor(_ number: Int, _ start: Parameter.Start) -> Self {
    Self("adapter.factor.\(number)", .adapters, start)
  }

  /// The outer factors of a product: that of the outputs, and that of the inputs.
  fileprivate static let adapterLeft = Self("adapter.left", .adapters, .orthonormal(factor: 1))
  fileprivate static let adapterRight = Self("adapter.right", .adapters, .orthonormal(factor: 1))
}
