import Models
import Stages
import TestSupport
import Testing

@Suite("models and data that do not fit, found before anything runs")
struct MisfitPlanTests {
  private static let beginning = """
    experiment: misfits
    stages:
      text: {kind: load, dataset: {kind: text, file: t.txt}, max_length: 16, vocabulary: 300}
      classes: {kind: load, dataset: {kind: table, train: t.tsv}, max_length: 16, tokenizer: text}
      pairs:
        kind: load
        dataset: {kind: table, train: t.tsv, pair: other}
        max_length: 16
        tokenizer: text
      scores:
        kind: load
        dataset: {kind: table, train: t.tsv, score: score}
        max_length: 16
        tokenizer: text
      ordered:
        {kind: load, dataset: {kind: text, file: t.txt}, max_length: 16, tokenizer: text,
         order: true}
      asked: {kind: load, dataset: {kind: SQuAD, folder: .}, max_length: 128, tokenizer: text}
      wide:
        {kind: initialize, data: text, encoder: {layers: 2, hidden: 16, heads: 4}, sharing: none}
      net:
        {kind: initialize, data: text, encoder: {layers: 4, hidden: 16, heads: 2}, sharing: none}
      parts: {kind: decompose, model: net, tensors: 3}
      adapted: {kind: initialize, from: net, sharing: all, adapter: {rank: 2}}
      chained: {kind: initialize, from: parts, sharing: mpo}
      classifier: {kind: train, model: net, data: classes, steps: 1}
      reader: {kind: train, model: net, data: asked, steps: 1}
      both:
        kind: mixture
        tasks: [{name: kinds, data: classes}, {name: grades, data: scores}]
      jack: {kind: train, model: net, data: both, steps: 1}

    """

  /// Stages that are refused, each with its location after the file's name and a part of the
  /// message.
  private static let misfits: [(stage: String, message: String)] = [
    (
      "{kind: train, model: net, data: classes, steps: 1, distill: {teacher: net}}",
      "'net' has no head for these data"
    ),
    (
      "{kind: train, model: wide, data: classes, steps: 1, distill: {teacher: jack}}",
      "'jack' has no head for these data"
    ),
    (
      "{kind: train, model: net, data: scores, steps: 1, distill: {teacher: classifier}}",
      "'classifier' has no head for these data"
    ),
    (
      "{kind: train, model: wide, data: text, steps: 1, distill: {teacher: net, attention: 1}}",
      "the student has 4 attention heads and 'net' has 2"
    ),
    (
      """
      {kind: train, model: net, data: text, steps: 1,
         distill: {teacher: wide, hidden: 1, layers: last}}
      """, "the student has 4 layers and 'wide' has 2"
    ),
    (
      "{kind: train, model: net, data: ordered, steps: 1, distill: {teacher: wide}}",
      "the order of segments can't be learned from 'wide'"
    ),
    (
      "{kind: train, model: net, data: asked, steps: 1, distill: {teacher: reader}}",
      "what the head of 'reader' for `spans` puts out can't be learned"
    ),
    ("{kind: evaluate, model: net, data: classes}", "the model has no head for these data"),
    ("{kind: evaluate, model: classifier, data: text}", "the model has no head for these data"),
    ("{kind: evaluate, model: classifier, data: scores}", "the model has no head for these data"),
    ("{kind: evaluate, model: classifier, data: asked}", "the model has no head for these data"),
    (
      "{kind: evaluate, model: jack, data: classes, task: nouns}",
      "the model has no head of a task 'nouns'"
    ),
    (
      "{kind: evaluate, model: classifier, data: classes, task: kinds}",
      "the model has no heads of tasks"
    ),
    ("{kind: similarity, model: net, data: classes}", "'classes' has classes, which cannot"),
    ("{kind: similarity, model: net, data: scores}", "'scores' has single ones"),
    ("{kind: bag-of-words, data: text}", "'text' has running text, which cannot be predicted"),
    ("{kind: bag-of-words, data: asked}", "'asked' has questions, which cannot be predicted"),
    (
      "{kind: mixture, tasks: [{name: a, data: classes}, {name: b, data: asked}]}",
      "the task 'b' seeks answers in texts"
    ),
    ("{kind: decompose, model: chained}", "'chained' is already held as matrix product operators"),
    ("{kind: decompose, model: adapted}", "'adapted' makes its matrices of several parameters"),
    (
      "{kind: initialize, from: net, sharing: all, adapter: {rank: 17}}",
      "an adapter of rank 17 is larger than the matrix 'query', whose rank is 16 at most"
    ),
    (
      "{kind: initialize, from: parts, sharing: mpo, adapter: {rank: 17, to: central}}",
      "an adapter of rank 17 is larger than the central tensor of the matrix 'query'"
    ),
    (
      """
      {kind: initialize, data: text, encoder: {layers: 1, hidden: 8, heads: 2, intermediate: 4},
         sharing: none, adapter: {rank: 5, matrices: [query, output]}}
      """, "an adapter of rank 5 is larger than the matrix 'output', whose rank is 4 at most"
    ),
    (
      """
      {kind: size, vocabulary: 9, encoder: {layers: 1, hidden: 8, heads: 2}, sharing: none,
         adapter: {rank: 9}}
      """, "an adapter of rank 9 is larger than the matrix 'query', whose rank is 8 at most"
    ),
    (
      """
      {kind: initialize, data: text, encoder: {layers: 1, hidden: 8, heads: 2, intermediate: 12},
         sharing: none, adapter: {kind: shared-factors, matrices: [query, intermediate]}}
      """, "'intermediate' of 12 × 8 is not made of whole blocks of 8 × 8"
    ),
    (
      """
      {kind: size, vocabulary: 9, encoder: {layers: 1, hidden: 8, heads: 2}, sharing: none,
         adapter: {kind: shared-factors, form: tucker, lambda: true}}
      """, "'lambda' is for the form 'cp', but the form is 'tucker'"
    ),
    (
      "{kind: load, dataset: {kind: table, train: t.tsv}, tokenizer: text, order: true}",
      "`order` is for running text, not for `classify`"
    ),
    (
      "{kind: evaluate, model: foreign, data: pairs}",
      "'pairs' has pairs of texts, which are 2 segments, but 'foreign' has embeddings of 1"
    ),
    (
      "{kind: train, model: foreign, data: ordered, steps: 1}",
      "'ordered' has pairs of texts, which are 2 segments, but 'foreign' has embeddings of 1"
    ),
    (
      """
      {kind: train, model: net, data: pairs, steps: 1,
         distill: {teacher: foreign, logits: 0, hidden: 1}}
      """,
      "'pairs' has pairs of texts, which are 2 segments, but 'foreign' has embeddings of 1"
    ),
  ]

  private func errors(_ stages: String) throws -> String {
    let folder = try TemporaryFolder()
    for name in ["t.txt", "t.tsv", "train-v1.1.json", "dev-v1.1.json"] {
      _ = try folder.write("text\tother\tlabel\tscore\n".utf8, to: name)
    }
    var model = ForeignModel()
    model.encoder.segments = 1
    try model.write(into: folder.file("one"))
    let spec = Self.beginning + stages
    do {
      _ = try plan(spec.utf8, file: folder.file("spec.yaml"))
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test("each is refused at its location, by the names of both stages", arguments: misfits.indices)
  func misfit(index: Int) throws {
    let (stage, message) = Self.misfits[index]
    let foreign = "  foreign: {kind: load, model: {kind: folder, path: one}}\n"
    let found = try errors("\(foreign)  wrong: \(stage)\n")
    let line = (Self.beginning + foreign).split(separator: "\n", omittingEmptySubsequences: false)
      .count
    #expect(found.contains(message), "\(found)")
    let lines = stage.split(separator: "\n").indices.map { "spec.yaml:\(line + $0):" }
    #expect(lines.contains { found.contains($0) }, "\(found)")
  }

  @Test("what may fit is not refused")
  func sound() throws {
    let found = try errors(
      """
        taught: {kind: train, model: wide, data: classes, steps: 1, distill: {teacher: classifier}}
        score: {kind: evaluate, model: taught, data: classes}
        chosen: {kind: evaluate, model: jack, data: classes, task: kinds}
        guessed: {kind: evaluate, model: jack, data: scores}
        answered: {kind: evaluate, model: reader, data: asked}
        full: {kind: initialize, from: net, sharing: all, adapter: {rank: 16}}
      """)
    #expect(found.isEmpty, "\(found)")
  }
}
