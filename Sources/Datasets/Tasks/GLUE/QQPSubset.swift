/// Rows of the training split of QQP, some of which are for validation.
struct QQPSubset: TabSeparatedDataset {
  static let name = "QQP-subset"
  static let about = "Part of QQP, whose results are no GLUE results: rows of its training split"
  static let caveat: String? = "rows of QQP's training split; these are no results of GLUE"

  var chosen = ChosenFiles()
  let task = TabSeparatedTask(
    path: "glue/QQP",
    answer: .classes(["not_duplicate", "duplicate"], written: ["0", "1"]),
    files: [
      "train": TaskFile(
        "train-subset.tsv", text: "question1", pair: "question2", answer: "is_duplicate"),
      "validation": TaskFile(
        "dev-subset.tsv", text: "question1", pair: "question2", answer: "is_duplicate"),
    ],
    source: "rows of the training split of QQP (Iyer et al. 2017), Quora's terms, non-commercial")
}
