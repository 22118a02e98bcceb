internal import Options

/// Pairs of sentences with their entailment and their relatedness (Marelli et al., LREC 2014).
struct SICK: TabSeparatedDataset {
  static let name = "SICK"
  static let about = "Pairs of sentences: three classes of entailment, or how related, 1 to 5"
  static let caveat: String? = "stands in for tasks of GLUE, and is none of them"

  enum Target: String, CaseIterable, Sendable { case entailment, relatedness }

  var target = Target.entailment
  var chosen = ChosenFiles()

  static let ownOptions: [OptionProperty<SICK>] = [
    .option(
      "target", \.target, .choice,
      "entailment: one of three classes; relatedness: a score from 1 to 5")
  ]

  var task: TabSeparatedTask {
    let isScored = target == .relatedness
    let column: TableColumn = isScored ? "relatedness_score" : "entailment_judgment"
    func file(_ name: String) -> TaskFile {
      TaskFile(name, text: "sentence_A", pair: "sentence_B", answer: column)
    }
    return TabSeparatedTask(
      path: "glue/SICK",
      answer: isScored
        ? .score(1...5)
        : .classes(
          ["entailment", "neutral", "contradiction"],
          written: ["ENTAILMENT", "NEUTRAL", "CONTRADICTION"]),
      files: ["train": file("SICK_train.txt"), "validation": file("SICK_trial.txt")],
      labelledTest: file("SICK_test_annotated.txt"),
      source: "SICK (Marelli et al. 2014), CC BY-NC-SA 3.0")
  }
}
