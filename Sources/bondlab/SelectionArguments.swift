internal import ArgumentParser
internal import Pipeline

/// The options that pick a part of an experiment; a stage is meant in every cell, or in one where
/// its cell is given, as in 'tuned[arm=mpo,seed=1]'.
struct SelectionArguments: ParsableArguments {
  @Option(help: "Runs only this stage and what it needs; prints no tables. May be repeated.")
  var only: [String] = []

  @Option(help: "Runs nothing that reads this stage, directly or not. May be repeated.")
  var until: [String] = []

  @Option(help: "Runs this stage, what reads it, and what these need. May be repeated.")
  var from: [String] = []

  private var selection: PlanSelection { PlanSelection(only: only, until: until, from: from) }

  var isEverything: Bool { selection.isEverything }

  func part(of plan: Plan) throws -> Plan { try plan.restricted(to: selection) }
}

/// The options that have some stages treated other than their keys say.
struct TreatmentArguments: ParsableArguments {
  @Option(help: "Does this stage again though it is cached. May be repeated.")
  var force: [String] = []

  @Option(
    help: """
      Takes this stage's last result over under its new key instead of doing it again, as after a \
      change that doesn't matter; who did so, when, and what differs is noted, and 'plan' and \
      'why' tell it. What reads the stage stays cached. May be repeated.
      """)
  var accept: [String] = []
}
