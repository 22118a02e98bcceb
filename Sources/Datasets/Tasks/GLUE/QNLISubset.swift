internal import Options

/// A part of QNLI: its development split, of which every fifth row validates.
enum QNLISubset: TabSeparatedDataset {
  static func task(_ options: Value) -> TabSeparatedTask {
    TabSeparatedTask(
      name: "QNLI-subset",
      about: "Part of QNLI, whose results are no GLUE results: rows of its development split",
      place: "glue/QNLI",
      answer: .classes(
        ["entailment", "not_entailment"], written: ["entailment", "not_entailment"]),
      files: [
        "train": TaskFile(
          "train-subset-of-dev.tsv", text: "question", pair: "sentence", answer: "label"),
        "validation": TaskFile(
          "dev-subset-of-dev.tsv", text: "question", pair: "sentence", answer: "label"),
      ],
      source: "a split of the development split of QNLI (from SQuAD), CC BY-SA 4.0")
  }
}
