/// The development split of QNLI, of which every fifth row is for validation.
struct QNLISubset: TabSeparatedDataset {
  static let name = "QNLI-subset"
  static let about =
    "Part of QNLI, whose results are no GLUE results: rows of its development split"
  static let caveat: String? = "rows of QNLI's development split; these are no results of GLUE"

  var chosen = ChosenFiles()
  let task = TabSeparatedTask(
    path: "glue/QNLI",
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
