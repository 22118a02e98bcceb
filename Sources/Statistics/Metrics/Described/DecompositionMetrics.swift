extension MetricDeclaration {
  public static let error = MetricDeclaration(
    "error", "the relative error of all matrices as one", range: 0 ... .infinity, better: .lower,
    digits: 4)
  public static let bound = MetricDeclaration(
    "bound", "what the error can be at most, from the Schmidt values that were dropped",
    range: 0 ... .infinity, better: .lower, digits: 4)
  public static let chainParameters = count("chain_parameters", "numbers of all local tensors")
  public static let ratio = MetricDeclaration(
    "ratio", "numbers of the local tensors over those of the dense matrices",
    range: 0 ... .infinity, better: .lower, digits: 4)
  public static let entropyShare = MetricDeclaration(
    "entropy_share", "the mean entropy of Schmidt values over the most that it can be",
    range: 0...1.000001, digits: 4)
  public static let randomEntropyShare = MetricDeclaration(
    "random_entropy_share", "the same of random matrices of the same shapes",
    range: 0...1.000001, digits: 4, undefined: "`random` not asked for")
  public static let matrixError = MetricDeclaration(
    "MATRIX.error", "the relative error of a matrix", range: 0 ... .infinity, better: .lower,
    digits: 4)
  public static let matrixBound = MetricDeclaration(
    "MATRIX.bound", "what a matrix's error can be at most", range: 0 ... .infinity,
    better: .lower, digits: 4)
  public static let matrixReconstructionError = MetricDeclaration(
    "MATRIX.reconstruction_error", "the relative error of the stored tensors, contracted",
    range: 0 ... .infinity, better: .lower, digits: 4)
  public static let matrixParameters = count("MATRIX.parameters", "numbers of a matrix's tensors")
  public static let matrixBond = count("MATRIX.bond.K", "the dimension of a matrix's inner bond")
  public static let matrixEntropy = MetricDeclaration(
    "MATRIX.entropy.K", "the entropy of the Schmidt values at an inner bond", unit: "nats",
    range: 0 ... .infinity, digits: 4, isDetail: true)
  public static let matrixDropped = MetricDeclaration(
    "MATRIX.dropped.K", "the part of a matrix's norm that was dropped at an inner bond",
    range: 0 ... .infinity, better: .lower, digits: 4, isDetail: true)
  public static let matrixSchmidt = MetricDeclaration(
    "MATRIX.schmidt.K", "the Schmidt values at an inner bond, a curve from the largest",
    range: 0 ... .infinity, digits: 4, undefined: "`spectra: false`",
    isDetail: true)

  public static let ofDecomposition = [
    error, bound, chainParameters, ratio, entropyShare, randomEntropyShare, matrixError,
    matrixBound, matrixReconstructionError, matrixParameters, matrixBond, matrixEntropy,
    matrixDropped, matrixSchmidt,
  ]
}
