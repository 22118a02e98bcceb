internal import Pipeline
internal import Reporting
internal import Scheduling
internal import Stages

/// The tables that `plan` prints.
struct PlanTables {
  private let pending: PendingStages
  private let words: SurveyWords
  private var plan: Plan { pending.plan }

  init(_ pending: PendingStages, _ words: SurveyWords) {
    (self.pending, self.words) = (pending, words)
  }

  /// A row for each cell of each stage, for programs.
  var stages: Table {
    let rows = plan.stages.enumerated().map { index, stage -> [Table.Cell] in
      let (status, reason) = status(at: index) { $0.description }
      return [
        .text(stage.id.description), .text(stage.declaration.kind), .text(status), .text(reason),
      ]
    }
    return Table(
      name: plan.experiment, header: ["stage", "kind", "status", "reason"], rows: rows)
  }

  /// Makes a row for each stage or each cell, with the estimated time, for people.
  func stages(_ times: PlannedTimes, eachCell: Bool) -> Table {
    let names = Dictionary(
      plan.stages.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
    let rows = plan.stages.enumerated().map { index, stage -> [Table.Cell] in
      let (status, reason) = status(at: index) { id in
        eachCell ? id.description : names[id] ?? id.description
      }
      return [
        .text(stage.id.description), .text(stage.declaration.kind), .text(status),
        times.seconds(at: index).map { .number($0) } ?? .missing, .text(reason),
      ]
    }
    let table = Table(
      name: plan.experiment, header: ["stage", "kind", "status", "time", "reason"], rows: rows)
    return (eachCell ? table : table.summed(by: plan.stages.map { [$0.name] }, Self.sums))
      .numbers(inColumn: "time", as: ProgressText.duration)
  }

  private static let sums: [ColumnSum] = [.first, .counts, .total, .first]

  private func status(
    at index: Int, naming name: (StageID) -> String
  ) -> (status: String, reason: String) {
    let (status, reason) = words.words(at: index, naming: name)
    let resumption = pending.resumptions[index].map { "\($0)" }
    return (status, [reason, resumption].compactMap { $0 }.joined(separator: "; "))
  }

  /// Makes tables of the training and contraction costs of the pending stages.
  func costs(_ outlook: PlanOutlook, eachCell: Bool) -> [Table] {
    let ids = pending.ids
    let names = Dictionary(
      plan.stages.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
    func table(_ table: Table, of stages: [StageID]) -> [Table] {
      if stages.isEmpty { return [] }
      let sums = Array(repeating: ColumnSum.range, count: table.header.count - 1)
      return [eachCell ? table : table.summed(by: stages.map { [names[$0] ?? "\($0)"] }, sums)]
    }
    let trainings = outlook.trainings.filter { ids.contains($0.stage) }
    let contractions = outlook.contractions.filter { ids.contains($0.stage) }
    return table(self.trainings(trainings), of: trainings.map(\.stage))
      + table(self.contractions(contractions), of: contractions.map(\.stage))
  }

  private func trainings(_ trainings: [PlannedTraining]) -> Table {
    Table(
      name: "training, at most: vocabularies and sequences may turn out smaller",
      header: ["stage", "parameters", "tokens a step", "GFLOP a step", "memory, MB"],
      rows: trainings.map { training in
        [
          .text(training.stage.description), .whole(training.parameters), .whole(training.tokens),
          .number(Double(training.operations) / 1e9), .number(Double(training.bytes) / 1e6),
        ]
      })
  }

  private func contractions(_ costs: [ContractionCosts]) -> Table {
    Table(
      name: "contraction, in multiply-adds: rebuilding once a step, multiplying for every token",
      header: [
        "model", "matrices", "rebuild", "left to right", "token, rebuilt", "token, by tensors",
        "by tensors",
      ],
      rows: costs.map { cost in
        [
          .text(cost.stage.description), .whole(cost.matrices), .whole(cost.rebuilding),
          .whole(cost.leftToRight), .whole(cost.denseToken), .whole(cost.tensorToken),
          .whole(cost.applied),
        ]
      })
  }
}
