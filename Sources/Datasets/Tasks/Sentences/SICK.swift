internal import Options

/// Pairs of sentences with two answers (Marelli et al., LREC 2014): entailment and relatedness.
enum SICK: TabSeparatedDataset {
  static let ownOptions = [
    OptionDeclaration(
      "target", .choice(["entailment", "relatedness"]), .standard(.text("entailment")),
      "entailment: one of three classes; relatedness: a score from 1 to 5")
  ]

  static func task(_ options: Value) -> TabSeparatedTask {
    let isScored = options["target"]?.text == "relatedness"
    let column: TableColumn = isScored ? "relatedness_score" : "entailment_judgment"
    func file(_ name: String) -> TaskFile {
      TaskFile(name, text: "sentence_A", pair: "sentence_B", answer: column)
    }
    return TabSeparatedTask(
      name: "SICK",
      about: "Pairs of sentences: three classes of entailment, or how related, 1 to 5",
      place: "glue/SICK",
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
