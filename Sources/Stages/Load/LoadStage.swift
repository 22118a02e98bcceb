internal import Training
public import Statistics
internal import Datasets
internal import Models
public import Pipeline
internal import Options
internal import Tokenization

/// Reads a data set, learns a vocabulary or takes one over, and stores the tokenized splits.
public enum LoadStage: StageKind {
  public static let name = "load"
  public static let version = 5
  public static let about = "reads a data set and tokenizes it"
  public static let produces = "data"
  public static let metrics: [MetricDeclaration]? = [
    .vocabulary, .classes, .sequencesOfSplit, .tokensOfSplit, .questionsOfSplit, .answeredOfSplit,
    .joinedRows, .skippedRows, .cutOfSplit, .inTrainingOfSplit,
  ]
  public static let forms: [String: any StageKind.Type] = ["model": LoadModel.self]

  public static func conflicts(
    _ options: LoadOptions, _ request: StageRequest
  ) -> [OptionConflict] {
    let length = options.maxLength
    if options.isOrdered == true && options.dataset.dataset.content != .runningText {
      return [conflictOfOrder(options.dataset.dataset.content)]
    }
    guard let question = options.dataset.dataset.longestQuestion, length < question + 4 else {
      return []
    }
    return [
      OptionConflict(
        "max_length",
        "\(length) tokens have no room for a text after \(question) tokens of a question",
        hint: "384 tokens are usual")
    ]
  }

  private static func conflictOfOrder(_ content: DatasetContent) -> OptionConflict {
    let objective = ObjectiveCatalog.usual(for: content).declaration.name
    return OptionConflict(
      "order", "`order` is for running text, not for `\(objective)`", hint: "leave it out")
  }

  public static func missing(_ options: @autoclosure () -> LoadOptions) -> String? {
    options().dataset.dataset.missing
  }

  public static func examine(_ options: @autoclosure () -> LoadOptions) throws -> [String] {
    try options().dataset.load().broken?.notes ?? []
  }

  public static func outlook(
    _ options: @autoclosure () -> LoadOptions, _ inputs: InputOutlooks
  ) -> StageOutlook? {
    let options = options()
    let tokenizer = inputs[options.tokenizer]
    let known = tokenizer?.model?.encoder.vocabulary ?? tokenizer?.data?.vocabulary
    return StageOutlook(
      data: DataOutlook(
        tasks: [DataOutlook.Task(options.dataset.dataset, isOrdered: options.isOrdered == true)],
        vocabulary: known ?? options.vocabulary, longest: options.maxLength))
  }

  public static func run(
    _ options: LoadOptions, _ job: StageJob, reporter: any StageReporter
  ) throws -> StageOutput {
    reporter.progress(StageProgress(step: 0, steps: 3, note: "reading"))
    let raw = try options.dataset.load()
    reporter.log(raw.source)
    for note in raw.broken?.notes ?? [] { reporter.log(note) }
    reporter.progress(StageProgress(step: 1, steps: 3, note: "vocabulary"))
    let tokenizer = try vocabulary(options, job, raw).tokenizer()
    reporter.progress(StageProgress(step: 2, steps: 3, note: "tokenizing"))
    let ordered = options.isOrdered == true
    let whole = EncodedDataset(
      raw, tokenizer: tokenizer, maximumLength: options.maxLength, ordered: ordered)
    let cut = raw.cutTexts(in: whole, tokenizer: tokenizer, maximumLength: options.maxLength)
    let (data, repeated) = whole.withoutTrainingRepeats()
    for note in notes(ofRepeated: repeated, in: whole) { reporter.log(note) }
    return StageOutput(
      files: try data.save(in: job.workFolder),
      metrics: metrics(of: data) + metrics(of: raw.broken) + metrics(.cutOfSplit, cut)
        + metrics(.inTrainingOfSplit, repeated))
  }

  private static func notes(
    ofRepeated repeated: [String: Int], in data: EncodedDataset
  ) -> [String] {
    repeated.sorted { $0.key < $1.key }.filter { $0.value > 0 }.map { name, count in
      let all = data.splits[name]?.count ?? 0
      return count == all
        ? "every sequence of '\(name)' is in 'train', too; they are kept"
        : "left out \(count) of \(all) sequences of '\(name)', which are in 'train', too"
    }
  }

  private static func metrics(_ metric: MetricDeclaration, _ counts: [String: Int]) -> [Metric] {
    counts.sorted { $0.key < $1.key }.map { Metric(metric, of: [$0.key], Double($0.value)) }
  }

  private static func vocabulary(
    _ options: LoadOptions, _ job: StageJob, _ raw: RawDataset
  ) throws -> Vocabulary {
    if let files = job.files(options.tokenizer) {
      return try VocabularyFile.read(files: files)
    }
    let texts = texts(of: raw)
    return Vocabulary(
      try WordPieceTrainer.learn(
        words: WordPieceTrainer.count(texts), size: options.vocabulary, minimumFrequency: 2))
  }

  /// Collects the texts of the training split; a text with several questions in a row counts once.
  private static func texts(of raw: RawDataset) -> some Sequence<String> {
    var context: String?
    return (raw.splits["train"] ?? []).flatMap { example in
      let isKnown = raw.content == .answers && example.pair == context
      context = example.pair
      return [example.text] + (isKnown ? [] : example.pair.map { [$0] } ?? [])
    }
  }

  private static func metrics(of broken: BrokenRows?) -> [Metric] {
    guard let broken else { return [] }
    return [
      Metric(.joinedRows, Double(broken.joined)), Metric(.skippedRows, Double(broken.skipped)),
    ]
  }

  private static func metrics(of data: EncodedDataset) -> [Metric] {
    var metrics = [
      Metric(.vocabulary, Double(data.vocabulary.count)),
      Metric(.classes, Double(data.classes.count)),
    ]
    for (name, split) in data.splits.sorted(by: { $0.key < $1.key }) {
      metrics.append(Metric(.sequencesOfSplit, of: [name], Double(split.count)))
      metrics.append(Metric(.tokensOfSplit, of: [name], Double(split.ids.count)))
      if let spans = split.spans {
        metrics.append(Metric(.questionsOfSplit, of: [name], Double(spans.questions.count)))
        metrics.append(Metric(.answeredOfSplit, of: [name], Double(spans.windowsWithAnswer)))
      }
    }
    return metrics
  }
}
