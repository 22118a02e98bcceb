internal import Models
internal import Options
public import Pipeline
public import Statistics
internal import Training

/// Takes multipliers of updates from a model whose matrices are sums of branches with trained
/// scales: the hyper-search of RepOptimizers (arXiv 2205.15242, section 3), which keeps nothing but
/// the scales.
public enum SearchMultipliersStage: StageKind {
  public static let name = "search-multipliers"
  public static let version = 1
  public static let about =
    "takes multipliers of updates from the trained scales of branches (RepOptimizers)"
  public static let produces = "multipliers"
  public static let metrics: [MetricDeclaration]? = [
    .smallestMultiplier, .largestMultiplier, .meanMultiplier,
  ]

  public static func conflicts(
    _ options: SearchMultipliersOptions, _ request: StageRequest
  ) -> [OptionConflict] {
    let inputs = InputOutlooks(request)
    guard let problem = inputs[options.model]?.model?.problemOfBranches else { return [] }
    return [
      OptionConflict(
        "model", "\(inputs.name(options.model)) \(problem)",
        hint: "initialize it with sharing: none and adapter: branches, and train it")
    ]
  }

  public static func outlook(
    _ options: @autoclosure () -> SearchMultipliersOptions, _ inputs: InputOutlooks
  ) -> StageOutlook? {
    guard let model = inputs[options().model]?.model else { return nil }
    var shapes: [String: [Int]] = [:]
    for matrix in model.branchedMatrices {
      guard let name = matrix.name else { continue }
      for optimizer in optimizers {
        shapes[StoredMultipliers.name(of: name, under: optimizer.name)] = [
          matrix.rows, matrix.columns,
        ]
      }
    }
    return StageOutlook(multiplierShapes: shapes)
  }

  public static func run(
    _ options: SearchMultipliersOptions, _ job: StageJob, reporter: any StageReporter
  ) throws -> StageOutput {
    let model = try job.model(options.model)
    if let problem = model.description.problemOfBranches {
      throw StageError("the model \(problem)")
    }
    var writer = SafetensorsWriter()
    var metrics: [Metric] = []
    for optimizer in optimizers {
      guard let contribution = optimizer.branchMultiplier else { continue }
      var spread = Spread()
      for matrix in model.description.branchedMatrices {
        guard let name = matrix.name else { continue }
        var multipliers = matrix.multipliers(in: model.bank, contribution)
        spread.add(multipliers)
        if options.permutes { multipliers.permute(seed: options.seed, stream: name) }
        writer.add(
          StoredMultipliers.name(of: name, under: optimizer.name),
          shape: [matrix.rows, matrix.columns], values: multipliers)
      }
      metrics += spread.metrics(under: optimizer.name)
    }
    let path = "\(job.workFolder)/\(StoredMultipliers.fileName)"
    try writer.write(to: path)
    return StageOutput(files: [StoredMultipliers.fileName: path], metrics: metrics)
  }

  private static var optimizers: [any Optimizer.Type] {
    OptimizerCatalog.all.filter { $0.multipliesUpdates }
  }
}

/// The smallest, largest and mean of all multipliers.
private struct Spread {
  private var smallest = Double.infinity
  private var largest = 0.0
  private var sum = 0.0
  private var count = 0

  mutating func add(_ multipliers: [Float]) {
    for multiplier in multipliers {
      smallest = min(smallest, Double(multiplier))
      largest = max(largest, Double(multiplier))
      sum += Double(multiplier)
    }
    count += multipliers.count
  }

  func metrics(under optimizer: String) -> [Metric] {
    [
      Metric(.smallestMultiplier, of: [optimizer], smallest),
      Metric(.largestMultiplier, of: [optimizer], largest),
      Metric(.meanMultiplier, of: [optimizer], sum / Double(count)),
    ]
  }
}

extension [Float] {
  /// Puts the numbers into a random order, in which each is as likely (Fisher and Yates).
  ///
  /// Two arrays of one length get the same order from the same seed and stream.
  fileprivate mutating func permute(seed: Int, stream: String) {
    var draws = SeededGenerator(seed: UInt64(bitPattern: Int64(seed)), stream: stream)
    for last in indices.dropFirst().reversed() {
      swapAt(last, Int(draws.uniform() * Double(last + 1)))
    }
  }
}
