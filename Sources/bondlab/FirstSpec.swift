/// The spec that ``NewCommand`` writes.
struct FirstSpec {
  let name: String
  /// The data set as a spec says it.
  let dataset: String

  var text: String {
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
}
