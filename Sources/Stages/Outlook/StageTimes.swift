internal import FoundationEssentials
package import Pipeline

/// How long stages will take, told before anything runs: by what earlier stages took.
package struct StageTimes: Sendable {
  /// What an estimate rests on, the surest first.
  package enum Basis: Sendable, CaseIterable {
    /// What the same stage took, here or in another cell; of trainings, for each operation.
    case sameStage
    /// What other stages of the kind took.
    case sameKind
    /// ``statedRate``.
    case stated
  }

  package struct Estimate: Sendable {
    package let seconds: Double
    package let basis: Basis
  }

  /// Floating-point operations a second of a training stage where none was ever done: what a core
  /// of a server CPU does for a small model.
  package static let statedRate = 4e10

  private let trainings: [StageID: PlannedTraining]
  /// By name, a training stage of the plan.
  private let samples: [String: PlannedTraining]
  private let secondsByKind: [String: Double]
  /// By stage and by name, the stages that were done.
  private var done = PastWork()
  /// The same by their operations, where these are known.
  private var operated = PastWork()

  /// - Parameters:
  ///   - trainings: Those of the plan.
  ///   - past: Stages of the experiment, the latest first.
  ///   - secondsByKind: What stages of whatever experiment took on average.
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

  /// How long a stage that is to be done will take; nil where nothing tells.
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

  /// What a training stage did, as far as the plan tells what a sequence takes in that stage.
  private func operations(of past: PastStage) -> Double? {
    guard let training = trainings[past.id] ?? samples[past.name],
      let length = try? JSONDecoder().decode(PastLength.self, from: Data(past.options.utf8)),
      let steps = length.steps, let batch = length.batch
    else { return nil }
    return Double(training.operations) / Double(training.sequences) * Double(steps) * Double(batch)
  }
}

/// How long a training stage was, as its stored options say.
private struct PastLength: Decodable {
  let steps: Int?
  let batch: Int?
}

/// What was done, stages or operations, in how many seconds.
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

  /// For each by the same stage, or else by those of its name; nil where there were none.
  func seconds(each stage: PlannedStage) -> Double? {
    [stage.id.description, stage.name].lazy
      .compactMap { byName[Name(kind: stage.declaration.kind, name: $0)] }.first?.secondsEach
  }

  func seconds(eachOfKind kind: String) -> Double? { byKind[kind]?.secondsEach }
}
