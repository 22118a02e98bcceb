import FoundationEssentials
import Models
import Pipeline
import Testing

@Suite("parts that learn in their own way")
struct ParameterGroupTests {
  /// Fine-tunes an MPO model with parameter groups and returns the parameters before and after.
  private func trained(
    _ rules: String, steps: Int = 12, stoppingAfter limit: Int? = nil
  ) throws -> (before: StoredModel, after: StoredModel) {
    let laboratory = try Laboratory(
      """
        parts: {kind: decompose, model: donor}
        start: {kind: initialize, from: parts, sharing: mpo, adapter: {rank: 2}, layers: 3}
        fitted: {kind: train, model: start, data: classes, steps: 1, batch_size: 8}
        tuned:
          {kind: train, model: fitted, data: classes, steps: \(steps), batch_size: 8,
           learning_rate: 0.01,
           weight_decay: 0.1, parameter_groups: \(rules)}
      """)
    var files = try laboratory.output("tuned").files
    if let limit {
      #expect(throws: StageStopped.self) {
        try laboratory.again("tuned", in: "stopped", stoppingAfter: limit)
      }
      files = try laboratory.again("tuned", in: "stopped").files
    }
    return (
      try StoredModel(files: laboratory.output("fitted").files), try StoredModel(files: files)
    )
  }

  private func names(_ part: Parameter.Part, _ model: StoredModel) -> [String] {
    model.bank.layout.parameters.filter { $0.part == part }.map(\.name)
  }

  private func distance(_ models: (before: StoredModel, after: StoredModel), _ name: String)
    throws -> Double
  {
    let (before, after) = try (
      #require(models.before.bank[name]), #require(models.after.bank[name])
    )
    return zip(before, after).reduce(0) { $0 + Double(abs($1.0 - $1.1)) }
  }

  @Test("a rate factor of 0 is freezing; a smaller one moves less")
  func rate() throws {
    let still = try trained("[{select: [central], learning_rate_factor: 0}]")
    let slow = try trained("[{select: [central], learning_rate_factor: 0.1}]")
    let fast = try trained("[]")
    for name in names(.central, fast.after) {
      #expect(still.before.bank[name] == still.after.bank[name])
      #expect(try 0 < distance(slow, name) && distance(slow, name) < distance(fast, name) / 2)
    }
    for name in names(.auxiliary, fast.after) { #expect(try distance(still, name) > 0) }
  }

  @Test("a decay of its own shrinks what nothing else moves")
  func decay() throws {
    let kept = try trained(
      "[{select: [adapters], weight_decay: 0}, {select: [central], weight_decay: 10}]")
    let usual = try trained("[]")
    for name in names(.central, usual.after) {
      let norms = try [kept, usual].map { models in
        try #require(models.after.bank[name]).reduce(0.0) { $0 + Double($1 * $1) }
      }
      #expect(norms[0] < norms[1])
    }
  }

  @Test("a mask of 0 leaves a part alone, a mask of 1 changes nothing, one between skips steps")
  func mask() throws {
    let never = try trained("[{select: [central], update_probability: 0}]")
    let always = try trained("[{select: [central], update_probability: 1}]")
    let half = try trained("[{select: [central], update_probability: 0.5}]")
    let usual = try trained("[]")
    for parameter in usual.after.bank.layout.parameters {
      #expect(always.after.bank[parameter.name] == usual.after.bank[parameter.name])
    }
    for name in names(.central, usual.after) {
      #expect(never.before.bank[name] == never.after.bank[name])
      #expect(half.after.bank[name] != usual.after.bank[name])
      #expect(half.after.bank[name] != half.before.bank[name])
    }
  }

  @Test("a run that is stopped and resumed skips the same steps and ends in the same bits")
  func resumed() throws {
    let rules =
      "[{select: [central, vectors], update_probability: 0.5}, "
      + "{select: [auxiliary], learning_rate_factor: 2}]"
    let whole = try trained(rules)
    let resumed = try trained(rules, stoppingAfter: 5)
    for parameter in whole.after.bank.layout.parameters {
      #expect(resumed.after.bank[parameter.name] == whole.after.bank[parameter.name])
    }
  }
}
