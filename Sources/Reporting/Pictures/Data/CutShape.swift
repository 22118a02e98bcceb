internal import Options
internal import Pipeline
internal import Statistics

/// The size of a matrix that was decomposed, from what its decomposition left.
///
/// Stages leave the full dimension of each bond (as the number of its Schmidt values), the kept
/// one, and the number of parameters, but not the size itself. The full dimensions are products of
/// factors from the left up to some tensor and from the right from there on; only that tensor's own
/// factor isn't among them, and it follows from the number of parameters. Where bonds are cut and
/// two middle ones are equal, this may fit several tensors; then the largest factor is taken to be
/// in the middle, as it is where the spec doesn't choose factors.
struct CutShape {
  /// Factors of all tensors that fit the numbers, and the product of all.
  private struct Candidate {
    let factors: [Double]
    let entries: Double

    var isLargestInTheMiddle: Bool {
      let middle = max(factors[(factors.count - 1) / 2], factors[factors.count / 2])
      return factors.allSatisfy { $0 <= middle }
    }
  }

  /// Number of Schmidt values of each bond, both ends' 1 included.
  private let full: [Double]
  /// Kept dimension of each bond, both ends' 1 included; nil where the matrix stayed whole.
  private let kept: [Double]?
  private let parameters: Double
  /// Whether the spec chose factors, so that any may be the largest.
  private let hasChosenFactors: Bool

  /// - Parameters:
  ///   - full: Number of Schmidt values of each inner bond.
  ///   - kept: Dimension of each inner bond; nil where the matrix stayed whole.
  ///   - parameters: Parameters of the tensors, or of the whole matrix.
  ///   - hasChosenFactors: Whether the spec chose factors.
  init(full: [Int], kept: [Double]?, parameters: Double, hasChosenFactors: Bool = false) {
    self.full = [1] + full.map { Double($0) } + [1]
    self.kept = kept.map { [1] + $0 + [1] }
    self.parameters = parameters
    self.hasChosenFactors = hasChosenFactors
  }

  /// The number of entries; nil where the numbers don't determine it.
  var entries: Double? {
    guard let kept else { return isSize(parameters) ? parameters : nil }
    guard kept.count == full.count, kept.allSatisfy({ $0 >= 1 }) else { return nil }
    let found = (1..<full.count).compactMap { candidate(unknown: $0, kept) }
    if let only = only(found) { return only }
    return hasChosenFactors ? nil : only(found.filter(\.isLargestInTheMiddle))
  }

  private func only(_ candidates: [Candidate]) -> Double? {
    let sizes = Set(candidates.map(\.entries))
    return sizes.count == 1 ? sizes.first : nil
  }

  /// Computes all factors if that of one tensor is the one that no bond shows.
  private func candidate(unknown: Int, _ kept: [Double]) -> Candidate? {
    var (rest, factors) = (parameters, [Double]())
    for tensor in 1..<full.count where tensor != unknown {
      let isLeft = tensor < unknown
      let factor =
        isLeft ? full[tensor] / full[tensor - 1] : full[tensor - 1] / full[tensor]
      guard factor == factor.rounded(), factor >= 1 else { return nil }
      rest -= kept[tensor - 1] * factor * kept[tensor]
      factors.append(factor)
    }
    let factor = rest / (kept[unknown - 1] * kept[unknown])
    guard factor == factor.rounded(), factor >= 1 else { return nil }
    let entries = full[unknown - 1] * factor * full[unknown]
    factors.insert(factor, at: unknown - 1)
    return isSize(entries) ? Candidate(factors: factors, entries: entries) : nil
  }

  /// Returns whether a matrix of so many entries can have bonds of these full dimensions.
  private func isSize(_ entries: Double) -> Bool {
    entries < 0x1p53
      && full.allSatisfy { $0 * $0 <= entries && (entries / $0) == (entries / $0).rounded() }
  }
}

extension CutShape {
  /// Finds the size of a matrix in each cell of a stage, by the number of its entries.
  ///
  /// - Parameter measure: The Schmidt values of one of the matrix's bonds.
  static func entries(of measure: Measure, in data: PictureData) -> [[Coordinate]: Double] {
    guard let matrix = matrix(of: measure) else { return [:] }
    func named(_ metric: MetricDeclaration, _ texts: String...) -> Measure {
      Measure(stage: measure.stage, metric: metric.name(of: [matrix] + texts))
    }
    var (counts, bonds): ([[Coordinate]: [Int]], [[Coordinate]: [Double]]) = ([:], [:])
    for bond in 1... {
      let curves = data.curves(of: named(.matrixSchmidt, "\(bond)")).filter { !$0.points.isEmpty }
      if curves.isEmpty { break }
      for curve in curves { counts[curve.cell, default: []].append(curve.points.count) }
      for value in data.observations(of: named(.matrixBond, "\(bond)")) {
        if let size = value.value { bonds[value.cell, default: []].append(size) }
      }
    }
    let hasChosenFactors = data.plan.stages.contains {
      $0.name == measure.stage && $0.options["factors"] != nil
    }
    var found: [[Coordinate]: Double] = [:]
    for value in data.observations(of: named(.matrixParameters)) {
      guard let parameters = value.value, let full = counts[value.cell] else { continue }
      found[value.cell] =
        CutShape(
          full: full, kept: bonds[value.cell], parameters: parameters,
          hasChosenFactors: hasChosenFactors
        ).entries
    }
    return found
  }

  /// Returns the matrix whose Schmidt values a metric has; nil for any other metric.
  static func matrix(of measure: Measure) -> String? {
    let parts = measure.metric.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count > 2, parts[parts.count - 2] == "schmidt", Int(parts[parts.count - 1]) != nil
    else { return nil }
    return parts.dropLast(2).joined(separator: ".")
  }
}
