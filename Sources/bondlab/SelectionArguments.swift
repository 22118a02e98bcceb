internal import ArgumentParser
internal import Pipeline

/// The options that select a part of an experiment.
///
/// The name of a stage stands for all its cells; 'tuned[arm=mpo,seed=1]' stands for one.
struct SelectionArguments: ParsableArguments {
  @Option(help: "Run only this stage and what it needs, and print no tables; may be repeated")
  var only: [String] = []

  @Option(help: "Run nothing that reads this stage, directly or not; may be repeated")
  var until: [String] = []

  @Option(help: "Run this stage, the stages that read it, and what these need; may be repeated")
  var from: [String] = []

  private var selection: PlanSelection { PlanSelection(only: only, until: until, from: from) }

  var isEverything: Bool { selection.isEverything }

  func part(of plan: Plan) throws -> Plan { try plan.restricted(to: selection) }
}

/// The options that override for some stages what their keys say.
struct TreatmentArguments: ParsableArguments {
  @Option(help: "Repeat this stage although it is cached; may be repeated")
  var force: [String] = []

  @Option(
    help: """
      Accept this stage's last result under its new key instead of repeating the stage, as after \
      a change that does not matter; who accepted it, when, and what differs is recorded and \
      shown by 'plan' and 'why'; stages that read it stay cached; may be repeated
      """)
  var accept: [String] = []
}
