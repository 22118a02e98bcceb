internal import MatrixProduct
internal import Models
internal import Options
internal import Pipeline

/// How matrices are decomposed: the options of a spec and what they mean for a matrix.
struct DecompositionOptions: OptionSet {
  enum Method: String, CaseIterable {
    /// A chain of local tensors.
    case mpo
    /// Two factors.
    case svd
  }

  var method = Method.mpo
  var tensors = 5
  /// In place of the usual factors of their product.
  var factorLists: [[Int]]?
  var cap = IntegerOrWord.word("full")
  /// For each inner bond, from the left.
  var caps: [Int]?
  var error: Double?
  var ratio: Double?
  var truncation = Truncation.sweep
  var gauge = Gauge.symmetric

  static let options: [OptionProperty<DecompositionOptions>] = [
    .option(
      "method", \.method, .choice,
      "svd: two factors of the highest rank that makes them no larger than the chain"),
    .option("tensors", \.tensors, .integer(2...16), "local tensors of a matrix"),
    .optional(
      "factors", \.factorLists, .list(.list(.integer(1...65536))),
      "lists that replace the usual factors of their product, such as [[4, 4, 4, 4, 3]] for 768"),
    .option(
      "bond", \.cap, .integer(1...1_000_000, orWords: ["full"]),
      "no bond dimension is larger; `full` keeps everything"),
    .optional(
      "bonds", \.caps, .list(.integer(1...1_000_000)),
      "a cap for each inner bond, from the left; one fewer than tensors"),
    .optional(
      "error", \.error, .number(0...1),
      "bonds so large that no matrix's relative error is above this; whole where that is smaller"),
    .optional(
      "ratio", \.ratio, .number(0...1000),
      "bonds so large that a chain has at most this many parameters for each of its matrix"),
    .option(
      "truncation", \.truncation, .choice,
      "cut bonds within the sweep, or slices of the exact chain as MPOBERT's code does"),
    .option(
      "gauge", \.gauge, .choice, "how a chain's scale is spread over its tensors"),
  ]

  /// How large bonds are; ``conflicts`` has it that at most one option says so.
  var rule: BondRule {
    if let caps { return .caps(caps) }
    if let error { return .relativeError(error) }
    if let ratio { return .ratio(ratio) }
    return cap.integer.map { .cap($0) } ?? .full
  }

  var isPlain: Bool { method == .svd }

  /// How a matrix is factorised: a plain decomposition is a chain of two, rows and columns.
  func factors(_ size: MatrixSize) -> FactorShape {
    isPlain ? FactorShape(rows: [size.rows, 1], columns: [1, size.columns]) : chainFactors(size)
  }

  /// How a chain of several tensors factorises a matrix.
  func chainFactors(_ size: MatrixSize) -> FactorShape {
    FactorShape(rows: factors(of: size.chainRows), columns: factors(of: size.columns))
  }

  /// To how many rows a chain pads a table: the nearest list of factors that holds it, or by rule.
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
  /// What the options say together that cannot be.
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
        hint: "it is to be the rows or the columns of a matrix")
    }
  }

  /// No side of a matrix is longer.
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
