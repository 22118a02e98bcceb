/// Random ways of sharing, adapters, experts and hooks, and stages that make a model of others.
extension RandomStages {
  static let ways = [
    "all", "none", "mpo", "{kind: mpo, groups: 2, shares: auxiliary}", "{kind: blocks, unique: 5}",
    "{kind: mpo, centre: random, weights: fit, sweeps: 1}", "{kind: mpo, weights: average}",
    "{kind: mpo, tensors: fan-in, tie: none}", "{kind: mpo, groups: 9, weights: fit, sweeps: 2}",
    "relaxed", "{kind: relaxed, unique: 3, order: middle-cycle, weights: stepwise}",
    "{kind: residual, unique: 2}", "bottleneck", "{kind: bottleneck, reduction: 999}",
    "sandwich", "attention", "ffn", "one-ffn", "all-but-last", "basis",
    "{kind: basis, group: 3, rank: 2}", "{kind: basis, rank: 2, ratio: 0.5}",
    "{kind: basis, group: 1, ratio: 1, matrices: [output]}", "{kind: structured, rank: 3}",
    "{kind: atoms, count: 1}", "{kind: atoms, count: 9, row_scales: true}",
    "{kind: atoms, count: 2, matrices: [value]}", "{kind: depth-polynomial, degree: 0}",
    "{kind: depth-polynomial, degree: 11}", "loop", "{kind: loop, before: 1, after: 1}",
    "{kind: loop, core: 2, injection: true, random_depth: true, most_rounds: 1}",
    "{kind: loop, before: 1, output_scales: true, injection: true}",
  ]

  static let sizes = [
    "parameters: 1.5x", "parameters: 1", "parameters: 100000", "non_embedding_parameters: 0.5x",
    "parameters: 2x, non_embedding_parameters: 2x", "parameters: many",
  ]

  mutating func adapter() -> String {
    let rank = "rank: \(pick(["1", "2", "4", "9", "17"]))"
    let more = some(["scale: 0", "matrices: [output]", "matrices: [query, query]"])
    let forms = [
      "\(rank)\(some(["to: central"]))\(more)", "kind: deep-lora, \(rank)\(some(["to: central"]))",
      "kind: deep-lora, \(rank), compressed: true, start_scale: 1",
      "kind: shared-factors, \(rank), form: \(pick(["cp", "tucker", "tensor-train"]))\(more)",
      "kind: projected, \(rank), form: \(pick(["one-vector", "vectors"])), count: "
        + pick(["1", "7", "100000000"]),
      "kind: orchestrated, \(rank), relation: \(pick(["fixed", "identity"]))"
        + some(["quaternion: false", "to: bond"], oneOf: 2),
      "kind: branches, scales: \(pick(["ones", "depth"]))\(some(["matrices: [output]"]))",
    ]
    return "adapter: {\(pick(forms))}"
  }

  mutating func experts() -> String {
    let members = [
      "layers: [\(pick(["0", "0, 1", "1, 1", "7"]))]", "shares: none",
      "gate: \(pick(["output", "gated"]))",
    ]
    return "experts: {count: \(pick(["1", "2", "3"]))\(some(members, oneOf: 2))}"
  }

  mutating func hook() -> String {
    let select = "select: [\(pick(Self.parts))]"
    return pick([
      "copies", "{kind: copies, count: 2, weights: fixed, \(select)}",
      "{kind: copies, start: independent, spread: 0}", "{kind: multipliers, factor: 0, \(select)}",
      "{kind: multipliers, from: searched, \(select)}", "{kind: multipliers, \(select)}",
    ])
  }

  /// Makes a stage that makes a model, or multipliers, of trained models.
  mutating func rebuild() -> String {
    switch pick(["merge", "squeeze", "search"]) {
    case "merge": return merge()
    case "squeeze": return squeeze()
    default:
      let model = pick(models + ["branched"])
      return "{kind: search-multipliers, model: \(model)\(some(["permute: true"]))}"
    }
  }

  private mutating func merge() -> String {
    let method = pick([
      "average", "{kind: arithmetic, scale: -10}", "smile",
      "{kind: smile, rank: full, gate_rank: 9, top: 2}", "{kind: smile, rank: 1, top: 9}",
    ])
    return "{kind: merge, base: \(pick(models)), method: \(method), "
      + "models: [{name: a, model: \(pick(models))}, "
      + "{name: \(pick(["a", "b"])), model: \(pick(models))}]}"
  }

  private mutating func squeeze() -> String {
    let until = pick([
      "parameters: 0.9x", "parameters: 1", "gap: 0", "gap: 0.1, metric: accuracy",
      "parameters: 2x", "parameters: 0.5x, gap: 1",
    ])
    let members = ["dimensions: \(pick(["2", "99"]))", "direct: true", "freeze: [central]"]
    return "{kind: squeeze, model: \(pick(models + ["chained", "cut"])), data: \(pick(data)), "
      + "until: {\(until)}, steps: 1, batch_size: 4\(some(members))}"
  }
}
