internal import FoundationEssentials
package import Pipeline

/// Estimates how long stages will take, by the time that earlier stages took.
package struct StageTimes: Sendable {
  /// The grounds of an estimate, the surest first.
  package enum Basis: Sendable, CaseIterable {
    /// The time of the same stage, in this or another cell; for trainings, the time of an
    /// operation.
    case sameStage
    /// The time of other stages of the kind.
    case sameKind
    /// The assumed rate, ``StageTimes/statedRate``.
    case stated
  }

  package struct Estimate: Sendable {
    package let seconds: Double
    package let basis: Basis
  }

  /// Assumed floating-point operations a second of a training stage where none was done before.
  ///
  /// A core of a server CPU reaches about this rate with a small model.
  package static let statedRate = 4e10

  private let trainings: [StageID: PlannedTraining]
  /// A training stage of the plan for each name.
  private let samples: [String: PlannedTraining]
  private let secondsByKind: [String: Double]
  /// The stages that were done, by id and by name.
  private var done = PastWork()
  /// The operations of the stages that were done, where these are known.
  private var operated = PastWork()

  /// Creates the estimates for a plan.
  ///
  /// - Parameters:
  ///   - trainings: The training stages of the plan.
  ///   - past: Finished stages of the experiment, the latest first.
  ///   - secondsByKind: Mean seconds of the stages of each kind, in all experiments.
  package init(
    _ plan: Plan, _ trainings: [PlannedTraining], past: [PastStage],
    secondsByKind: [String: Double]
  ) {
    let known = Dictionary(
      trainings.map { ($0.stage, $0) }, uniquingKeysWith: { first, _ in first })
    self.trainings = known
    samples = Dictionary(
      plan.stages.compactMap { stage in known[stage.id].map { (stage.name, $0) } },
      uniquingKeysWith: { first, _ in first })
    self.secondsByKind = secondsByKind
    var seen: Set<StageID> = []
    for stage in past where seen.insert(stage.id).inserted {
      done.add(1, seconds: stage.seconds, of: stage)
      if let operations = operations(of: stage) {
        operated.add(operations, seconds: stage.seconds, of: stage)
      }
    }
  }

  /// Estimates the time of a pending stage; nil where there are no grounds.
  ///
  /// - Parameter resumption: The step from which the stage continues; nil for the beginning.
  package func estimate(_ stage: PlannedStage, from resumption: Resumption?) -> Estimate? {
    if let training = trainings[stage.id], let steps = training.steps {
      let steps = max(0, steps - (resumption?.step ?? 0))
      let operations = Double(steps) * Double(training.operations)
      if let seconds = operated.seconds(each: stage) {
        return Estimate(seconds: operations * seconds, basis: .sameStage)
      }
      return operated.seconds(eachOfKind: stage.declaration.kind)
        .map { Estimate(seconds: operations * $0, basis: .sameKind) }
        ?? Estimate(seconds: operations / Self.statedRate, basis: .stated)
    }
    if let seconds = done.seconds(each: stage) {
      return Estimate(seconds: seconds, basis: .sameStage)
    }
    // Stages whose metrics only they know, such as commands, have nothing but their kind in common.
    guard stage.declaration.metrics != nil else { return nil }
    return secondsByKind[stage.declaration.kind].map { Estimate(seconds: $0, basis: .sameKind) }
  }

  /// Computes the operations of a past training stage; nil where its costs are not in the plan.
  private func operations(of past: PastStage) -> Double? {
    guard let training = trainings[past.id] ?? samples[past.name],
      let length = try? JSONDecoder().decode(PastLength.self, from: Data(past.options.utf8)),
      let steps = length.steps, let batch = length.batchSize
    else { return nil }
    return Double(training.operations) / Double(training.sequences) * Double(steps) * Double(batch)
  }
}

/// The steps and batch size of a training stage in its stored options.
private struct PastLength: Decodable {
  let steps: Int?
  let batchSize: Int?

  private enum CodingKeys: String, CodingKey {
    case steps
    case batchSize = "batch_size"
  }
}

/// Amounts of work that were done, in stages or operations, and the seconds that they took.
private struct PastWork: Sendable {
  private struct Sum {
    var amount = 0.0
    var seconds = 0.0
    var secondsEach: Double { seconds / amount }
  }

  private struct Name: Hashable {
    let kind: String
    let name: String
  }

  private var byName: [Name: Sum] = [:]
  private var byKind: [String: Sum] = [:]

  mutating func add(_ amount: Double, seconds: Double, of stage: PastStage) {
    func added(_ sum: Sum?) -> Sum {
      Sum(amount: (sum?.amount ?? 0) + amount, seconds: (sum?.seconds ?? 0) + seconds)
    }
    for name in Set([stage.id.description, stage.name]) {
      let name = Name(kind: stage.kind, name: name)
      byName[name] = added(byName[name])
    }
    byKind[stage.kind] = added(byKind[stage.kind])
  }

  /// Seconds for each unit of work of the same stage, or else of stages of its name; nil for none.
  func seconds(each stage: PlannedStage) -> Double? {
    [stage.id.description, stage.name].lazy
      .compactMap { byName[Name(kind: stage.declaration.kind, name: $0)] }.first?.secondsEach
  }

  func seconds(eachOfKind kind: String) -> Double? { byKind[kind]?.secondsEach }
}
