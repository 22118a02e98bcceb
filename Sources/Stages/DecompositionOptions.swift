internal import MatrixProduct
internal import Models
internal import Pipeline
internal import Options
internal import Spec

/// How matrices are decomposed: the options of a spec and what they mean for a matrix.
struct DecompositionOptions {
  static var declarations: [OptionDeclaration] {
    [
      OptionDeclaration(
        "method", .choice(["mpo", "svd"]), .standard(.text("mpo")),
        "svd: two factors of the rank that makes them as large as the chain, for comparison"),
      OptionDeclaration(
        "tensors", .integer(2...16), .standard(.integer(5)), "local tensors of a matrix"),
      OptionDeclaration(
        "factors", .list(.list(.integer(1...65536))), .optional,
        "lists that replace the usual factors of their product, such as [[4, 4, 4, 4, 3]] for 768"),
      OptionDeclaration(
        "bond", .integer(1...1_000_000, orWords: ["full"]), .standard(.text("full")),
        "no bond dimension is larger; `full` keeps everything"),
      OptionDeclaration(
        "bonds", .list(.integer(1...1_000_000)), .optional,
        "a cap for each inner bond, from the left; one fewer than tensors"),
      OptionDeclaration(
        "error", .number(0...1), .optional,
        "bonds so large that no matrix's relative error is above this"),
      OptionDeclaration(
        "ratio", .number(0...1000), .optional,
        "bonds so large that a chain has at most this many parameters for each of its matrix"),
      OptionDeclaration(
        "truncation", .choice(Truncation.allCases.map(\.rawValue)), .standard(.text("sweep")),
        "cut bonds within the sweep, or slices of the exact chain as MPOBERT's code does"),
      OptionDeclaration(
        "gauge", .choice(Gauge.allCases.map(\.rawValue)), .standard(.text("symmetric")),
        "how a chain's scale is spread over its tensors"),
    ]
  }

  static func conflicts(of options: Value) -> [OptionConflict] {
    let tensors = options["tensors"]?.integer ?? 5
    var found: [OptionConflict] = []
    if let bonds = options["bonds"]?.list, bonds.count != tensors - 1 {
      found.append(
        OptionConflict(
          "bonds",
          "\(tensors) tensors have \(tensors - 1) inner bonds, but 'bonds' has "
            + "\(bonds.count)", hint: "write a cap for each inner bond, from the left"))
    }
    for list in options["factors"]?.list ?? [] where list.list?.count != tensors {
      found.append(
        OptionConflict(
          "factors",
          "a list of factors has \(list.list?.count ?? 0) of them, but there are "
            + "\(tensors) tensors", hint: "write a factor for each tensor; 1 is one"))
    }
    let rules =
      ["bonds", "error", "ratio"].filter { options[$0] != nil }
      + (options["bond"]?.integer == nil ? [] : ["bond"])
    if rules.count > 1 {
      found.append(
        OptionConflict(
          rules[0], "'\(rules[0])' and '\(rules[1])' both say how large bonds are",
          hint: "leave out one of them"))
    }
    return found
  }

  let rule: BondRule
  let truncation: Truncation
  let gauge: Gauge
  private let isPlain: Bool
  private let tensors: Int
  private let factorLists: [[Int]]

  /// From validated options.
  init(_ options: Value) {
    isPlain = options["method"]?.text == "svd"
    tensors = options["tensors"]?.integer ?? 5
    factorLists = (options["factors"]?.list ?? []).map { ($0.list ?? []).compactMap(\.integer) }
    truncation = options["truncation"]?.text.flatMap(Truncation.init) ?? .sweep
    gauge = options["gauge"]?.text.flatMap(Gauge.init) ?? .symmetric
    rule =
      if let caps = options["bonds"]?.list {
        .caps(caps.compactMap(\.integer))
      } else if let error = options["error"]?.number {
        .relativeError(error)
      } else if let ratio = options["ratio"]?.number {
        .ratio(ratio)
      } else if let cap = options["bond"]?.integer { .cap(cap) } else { .full }
  }

  /// How a matrix is factorised: a plain decomposition is a chain of two, rows and columns.
  func factors(rows: Int, columns: Int) -> FactorShape {
    isPlain
      ? FactorShape(rows: [rows, 1], columns: [1, columns])
      : chain(rows: rows, columns: columns)
  }

  /// The bonds of matrices that are to have the same ones.
  func bonds(rows: Int, columns: Int, spectra: [[[Double]]]) -> [Int] {
    let chain = chain(rows: rows, columns: columns)
    let factors = factors(rows: rows, columns: columns)
    guard isPlain else { return rule.bonds(factors, spectra: spectra) }
    switch rule {
    case .cap, .caps:
      let size = chain.parameterCount(bonds: rule.bonds(chain))
      return factors.bonds(cap: max(1, size / (rows + columns)))
    case .full, .relativeError, .ratio: return rule.bonds(factors, spectra: spectra)
    }
  }

  /// How a matrix is held.
  ///
  /// - Precondition: bonds don't depend on what matrices hold.
  func factorisation(rows: Int, columns: Int) -> ModelDescription.Factorisation {
    ModelDescription.Factorisation(
      factors: factors(rows: rows, columns: columns),
      bonds: bonds(rows: rows, columns: columns, spectra: []))
  }

  /// To how many rows a table is padded: the nearest list of factors that holds it, or by rule.
  func paddedRows(_ rows: Int) -> Int {
    if isPlain { return rows }
    let given = factorLists.map { $0.reduce(1, *) }.filter { (rows...2 * rows).contains($0) }
    return given.min() ?? FactorShape.padded(rows: rows, count: tensors)
  }

  private func chain(rows: Int, columns: Int) -> FactorShape {
    FactorShape(rows: factors(of: rows), columns: factors(of: columns))
  }

  private func factors(of size: Int) -> [Int] {
    factorLists.first { $0.reduce(1, *) == size } ?? FactorShape.factors(of: size, count: tensors)
  }
}
