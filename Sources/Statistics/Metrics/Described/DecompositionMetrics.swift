extension MetricDeclaration {
  public static let error = MetricDeclaration(
    "error", "relative error of all matrices together", range: 0 ... .infinity, better: .lower,
    digits: 4)
  public static let bound = MetricDeclaration(
    "bound", "upper bound of the error, from the Schmidt values that were dropped",
    range: 0 ... .infinity, better: .lower, digits: 4)
  public static let chainParameters = count("chain_parameters", "parameters of all local tensors")
  public static let ratio = MetricDeclaration(
    "ratio", "parameters of the local tensors, divided by those of the dense matrices",
    range: 0 ... .infinity, better: .lower, digits: 4)
  public static let entropyShare = MetricDeclaration(
    "entropy_share", "mean entropy of the Schmidt values, divided by its maximum",
    range: 0...1.000001, digits: 4)
  public static let randomEntropyShare = MetricDeclaration(
    "random_entropy_share", "`entropy_share` of random matrices of the same shapes",
    range: 0...1.000001, digits: 4, undefined: "`random` not asked for")
  public static let matrixError = MetricDeclaration(
    "MATRIX.error", "relative error of a matrix", range: 0 ... .infinity, better: .lower,
    digits: 4)
  public static let matrixBound = MetricDeclaration(
    "MATRIX.bound", "upper bound of a matrix's error", range: 0 ... .infinity,
    better: .lower, digits: 4)
  public static let matrixReconstructionError = MetricDeclaration(
    "MATRIX.reconstruction_error",
    "relative error of the matrix that the stored tensors contract to",
    range: 0 ... .infinity, better: .lower, digits: 4)
  public static let matrixParameters = count(
    "MATRIX.parameters", "parameters of a matrix's tensors")
  public static let matrixBond = count("MATRIX.bond.K", "dimension of a matrix's inner bond")
  public static let matrixEntropy = MetricDeclaration(
    "MATRIX.entropy.K", "entropy of the Schmidt values at an inner bond", unit: "nats",
    range: 0 ... .infinity, digits: 4, isDetail: true)
  public static let matrixDropped = MetricDeclaration(
    "MATRIX.dropped.K", "share of a matrix's norm that was dropped at an inner bond",
    range: 0 ... .infinity, better: .lower, digits: 4, isDetail: true)
  public static let matrixSchmidt = MetricDeclaration(
    "MATRIX.schmidt.K", "Schmidt values at an inner bond, as a curve from the largest on",
    range: 0 ... .infinity, digits: 4, undefined: "`spectra: false`",
    isDetail: true)

  public static let ofDecomposition = [
    error, bound, chainParameters, ratio, entropyShare, randomEntropyShare, matrixError,
    matrixBound, matrixReconstructionError, matrixParameters, matrixBond, matrixEntropy,
    matrixDropped, matrixSchmidt,
  ]
}
