internal import ArgumentParser

/// The specs that ``NewCommand`` writes.
enum SpecTemplate: String, CaseIterable, ExpressibleByArgument {
  case comparison, sweep

  /// Returns the text of the spec.
  ///
  /// - Parameters:
  ///   - name: The experiment's name.
  ///   - dataset: The data set as a spec says it.
  func text(name: String, dataset: String) -> String {
    switch self {
    case .comparison: Self.comparison(name, dataset)
    case .sweep: Self.sweep(name, dataset)
    }
  }

  private static func comparison(_ name: String, _ dataset: String) -> String {
    """
    # Two ways of sharing the layers of a small encoder, compared over three seeds.
    # Every option is explained by `bondlab stages KIND`.
    experiment: \(name)
    about: Full sharing against no sharing.
    vars: {steps: 200}
    sweep:
      sharing: [none, all]
      seed: [1, 2, 3]
    stages:
      texts:
        kind: load
        dataset: \(dataset)
        max_length: 32
        vocabulary: 2000
      start:
        kind: initialize
        data: texts
        encoder: {layers: 2, hidden: 64, heads: 4, max_positions: 32, initializer_range: 0.05}
        sharing: "${sharing}"
        seed: "${seed}"
      tuned:
        kind: train
        model: start
        data: texts
        steps: "${steps}"
        batch_size: 32
        learning_rate: 0.002
        seed: "${seed}"
      score: {kind: evaluate, model: tuned, data: texts}
      words: {kind: bag-of-words, data: texts}
      verdict: {kind: ablate, over: sharing, baseline: none, measure: score.accuracy, pair: seed}
    tables:
      main:
        rows: [sharing]
        columns: [score.parameters, score.loss, score.accuracy]
        over: seed
        references:
          bag of words: {score.accuracy: words.accuracy}
          majority class: {score.accuracy: words.majority_share}

    """
  }

  private static func sweep(_ name: String, _ dataset: String) -> String {
    """
    # Depth, sharing and bond dimension, varied together over three seeds: 45 models of one donor.
    # Every option is explained by `bondlab stages KIND`.
    experiment: \(name)
    about: How deep, how shared and how small, from one donor.
    vars: {donor_steps: 200, steps: 200}
    sweep:
      layers: [2, 4, 8]
      sharing: [none, all, mpo]
      bond: {values: [2, 8, full], when: {sharing: mpo}, otherwise: full}
      seed: [1, 2, 3]
    stages:
      texts:
        {kind: load, dataset: \(dataset), max_length: 32, vocabulary: 2000}
      fresh:
        {kind: initialize, data: texts, sharing: all,
         encoder: {layers: 2, hidden: 64, heads: 4, max_positions: 32, initializer_range: 0.05}}
      donor:
        {kind: train, model: fresh, data: texts, steps: "${donor_steps}", learning_rate: 0.002}
      parts: {kind: decompose, model: donor, bond: "${bond}"}
      start:
        {kind: initialize, from: parts, layers: "${layers}", sharing: "${sharing}", seed: "${seed}"}
      tuned:
        {kind: train, model: start, data: texts, steps: "${steps}", learning_rate: 0.001,
         seed: "${seed}"}
      score: {kind: evaluate, model: tuned, data: texts}
    tables:
      main:
        rows: [sharing, bond]
        pivot: layers
        columns:
          - {metric: score.parameters, label: Parameters}
          - {metric: score.accuracy, label: Accuracy, percent: true, digits: 1, best: true}
        over: seed
        caption: Parameters and validation accuracy by depth, sharing and bond dimension.
    pictures:
      depth:
        {kind: profile, metric: score.accuracy, along: layers, lines: [sharing, bond], over: seed}
      size: {kind: tradeoff, metric: score.accuracy, against: score.parameters, over: seed}
      bonds:
        {kind: profile, metric: score.accuracy, along: bond, lines: [sharing, layers], over: seed}

    """
  }
}
