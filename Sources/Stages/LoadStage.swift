internal import Datasets
public import Pipeline
internal import Options
internal import Spec
internal import Tokenization

/// Reads a data set, learns or takes over a vocabulary, and keeps the tokenized splits.
public enum LoadStage: StageForm {
  public static var declaration: StageDeclaration {
    StageDeclaration(
      kind: "load", version: 3, about: "reads a data set and tokenizes it", produces: "data",
      options: [
        OptionDeclaration(
          "dataset", .variant(noun: "data set", DatasetCatalog.variants), .required,
          "which data set, by name or as a mapping with its options"),
        OptionDeclaration(
          "sequence", .integer(8...4096), .standard(.integer(64)),
          "the most pieces of a sequence, [CLS] and [SEP] included"),
        OptionDeclaration(
          "vocabulary", .integer(300...100_000), .standard(.integer(4096)),
          "pieces of the lower-case WordPiece vocabulary learned from the training split"),
        OptionDeclaration(
          "tokenizer", .stage(producing: ["data", "model"]), .optional,
          "data or a model whose vocabulary is used instead of learning one"),
        OptionDeclaration(
          "order", .boolean, .optional,
          "true for pairs of segments of running text, half of them swapped, to learn their order"),
      ], forms: ["model": LoadModel.declaration], conflicts: conflicts)
  }

  @Sendable
  private static func conflicts(_ request: StageRequest) -> [OptionConflict] {
    let options = request.stage.options
    guard let choice = options["dataset"], DatasetCatalog.kind(choice)?.content(choice) == .answers,
      let question = choice["question"]?.integer, let sequence = options["sequence"]?.integer,
      sequence < question + 4
    else { return [] }
    return [
      OptionConflict(
        "sequence",
        "a sequence of \(sequence) pieces has no room for a text behind \(question) of a question",
        hint: "384 pieces are usual")
    ]
  }

  public static func run(_ job: StageJob, reporter: any StageReporter) throws -> StageOutput {
    if job.options["model"] != nil { return try LoadModel.run(job, reporter: reporter) }
    let choice = job.options["dataset"] ?? .null
    reporter.progress(StageProgress(step: 0, steps: 3, note: "reading"))
    let raw = try DatasetCatalog.load(choice)
    reporter.log(raw.source)
    reporter.progress(StageProgress(step: 1, steps: 3, note: "vocabulary"))
    let tokenizer = try vocabulary(job, raw).tokenizer()
    reporter.progress(StageProgress(step: 2, steps: 3, note: "tokenizing"))
    let ordered = job.options["order"]?.boolean == true
    guard !ordered || raw.content == .runningText else {
      throw StageError("`order` is for running text, not for `\(raw.content.rawValue)`")
    }
    let data = EncodedDataset(
      raw, tokenizer: tokenizer, maximumLength: job.integer("sequence"), ordered: ordered)
    return StageOutput(files: try data.save(in: job.workFolder), metrics: metrics(of: data))
  }

  private static func vocabulary(_ job: StageJob, _ raw: RawDataset) throws -> Vocabulary {
    if let files = job.files("tokenizer") { return try VocabularyFile.read(files: files) }
    let texts = texts(of: raw)
    return Vocabulary(
      try WordPieceTrainer.learn(
        words: WordPieceTrainer.count(texts), size: job.integer("vocabulary"), minimumFrequency: 2))
  }

  /// The texts of the training split; one with several questions in a row stands there once.
  private static func texts(of raw: RawDataset) -> some Sequence<String> {
    var context: String?
    return (raw.splits["train"] ?? []).flatMap { example in
      let isKnown = raw.content == .answers && example.pair == context
      context = example.pair
      return [example.text] + (isKnown ? [] : example.pair.map { [$0] } ?? [])
    }
  }

  private static func metrics(of data: EncodedDataset) -> [Metric] {
    var metrics = [
      Metric("vocabulary", Double(data.vocabulary.count)),
      Metric("classes", Double(data.classes.count)),
    ]
    for (name, split) in data.splits.sorted(by: { $0.key < $1.key }) {
      metrics.append(Metric("sequences.\(name)", Double(split.count)))
      metrics.append(Metric("pieces.\(name)", Double(split.ids.count)))
      if let spans = split.spans {
        metrics.append(Metric("questions.\(name)", Double(spans.questions.count)))
        metrics.append(Metric("answered.\(name)", Double(spans.windowsWithAnswer)))
      }
    }
    return metrics
  }
}
