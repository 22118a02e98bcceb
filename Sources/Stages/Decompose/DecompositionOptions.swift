internal import MatrixProduct
internal import Models
internal import Options
internal import Pipeline

/// Options for how matrices are decomposed.
struct DecompositionOptions: OptionSet {
  enum Method: String, CaseIterable {
    /// A chain of local tensors (matrix product operator).
    case mpo
    /// Two factors of low rank.
    case svd
  }

  var method = Method.mpo
  var tensors = 5
  /// Lists of factors that replace the usual factors of their product.
  var factorLists: [[Int]]?
  var cap = IntegerOrWord.word("full")
  /// The largest dimension of each inner bond, from the left.
  var caps: [Int]?
  var error: Double?
  var ratio: Double?
  var truncation = Truncation.sweep
  var gauge = Gauge.symmetric

  static let options: [OptionProperty<DecompositionOptions>] = [
    .option(
      "method", \.method, .choice,
      "mpo: chain of tensors; svd: two factors of the highest rank that is no larger than that"
    ),
    .option("tensors", \.tensors, .integer(2...16), "number of local tensors of a matrix"),
    .optional(
      "factors", \.factorLists, .list(.list(.integer(1...65536))),
      "lists of factors that replace the usual ones, such as [[4, 4, 4, 4, 3]] for 768"),
    .option(
      "bond", \.cap, .integer(1...1_000_000, orWords: ["full"]),
      "largest bond dimension; `full` truncates nothing"),
    .optional(
      "bonds", \.caps, .list(.integer(1...1_000_000)),
      "largest dimension of each inner bond, from the left; one fewer than tensors"),
    .optional(
      "error", \.error, .number(0...1),
      "largest relative error of a matrix; bonds are as small as it allows, or it stays whole"
    ),
    .optional(
      "ratio", \.ratio, .number(0...1000),
      "largest ratio of a chain's parameters to its matrix's; bonds are as large as it allows"
    ),
    .option(
      "truncation", \.truncation, .choice,
      "truncate bonds during the sweep, or slice the exact chain as MPOBERT's code does"),
    .option(
      "gauge", \.gauge, .choice, "how the scale of a chain is spread over its tensors"),
  ]

  /// The rule for the sizes of bonds; ``conflicts`` refuses more than one option for them.
  var rule: BondRule {
    if let caps { return .caps(caps) }
    if let error { return .relativeError(error) }
    if let ratio { return .ratio(ratio) }
    return cap.integer.map { .cap($0) } ?? .full
  }

  var isPlain: Bool { method == .svd }

  /// Finds the factors of a matrix; two plain factors are a chain of two tensors, rows and columns.
  func factors(_ size: MatrixSize) -> FactorShape {
    isPlain ? FactorShape(rows: [size.rows, 1], columns: [1, size.columns]) : chainFactors(size)
  }

  /// Finds the factors of a matrix in a chain of several tensors.
  func chainFactors(_ size: MatrixSize) -> FactorShape {
    FactorShape(rows: factors(of: size.chainRows), columns: factors(of: size.columns))
  }

  /// Finds the number of rows to which a chain pads a table.
  ///
  /// It is the smallest product of a given list of factors that is large enough, or follows a rule.
  func paddedRows(_ rows: Int) -> Int {
    let given = (factorLists ?? []).map { $0.reduce(1, *) }.filter {
      (rows...2 * rows).contains($0)
    }
    return given.min() ?? FactorShape.padded(rows: rows, count: tensors)
  }

  private func factors(of size: Int) -> [Int] {
    factorLists?.first { $0.reduce(1, *) == size } ?? FactorShape.factors(of: size, count: tensors)
  }
}

extension DecompositionOptions {
  /// The contradictions between the options.
  var conflicts: [OptionConflict] {
    conflictOfCaps + conflictsOfFactors + conflictOfRules
  }

  private var conflictOfCaps: [OptionConflict] {
    guard let caps, caps.count != tensors - 1 else { return [] }
    return [
      OptionConflict(
        "bonds",
        "\(tensors) tensors have \(tensors - 1) inner bonds, but 'bonds' has \(caps.count)",
        hint: "write a cap for each inner bond, from the left")
    ]
  }

  private var conflictsOfFactors: [OptionConflict] {
    (factorLists ?? []).compactMap { list in
      if list.count != tensors {
        return OptionConflict(
          "factors",
          "a list of factors has \(list.count) of them, but there are \(tensors) tensors",
          hint: "write a factor for each tensor; 1 is one")
      }
      // A product that goes no further can't overflow.
      let product = list.reduce(1) { $0 > Self.largestSize ? $0 : $0 * $1 }
      guard product > Self.largestSize else { return nil }
      return OptionConflict(
        "factors", "the product of a list of factors is above \(Self.largestSize)",
        hint: "it must be the number of rows or of columns of a matrix")
    }
  }

  /// Largest number of rows or columns of a matrix.
  private static let largestSize = 1 << 31

  private var conflictOfRules: [OptionConflict] {
    let all = [
      ("bonds", caps != nil), ("error", error != nil), ("ratio", ratio != nil),
      ("bond", cap.integer != nil),
    ]
    let given = all.filter(\.1).map(\.0)
    guard given.count > 1 else { return [] }
    return [
      OptionConflict(
        given[0], "'\(given[0])' and '\(given[1])' both say how large bonds are",
        hint: "leave out one of them")
    ]
  }
}
