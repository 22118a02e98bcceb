/// Pairs of questions that ask the same or not (Iyer et al., Quora, 2017).
struct QQP: TabSeparatedDataset {
  static let name = "QQP"
  static let about = "Pairs of questions, duplicates or not; complete GLUE task"

  var chosen = ChosenFiles()
  let task = TabSeparatedTask(
    path: "glue/QQP",
    answer: .classes(["not_duplicate", "duplicate"], written: ["0", "1"]),
    files: [
      "train": TaskFile(
        "train.tsv", text: "question1", pair: "question2", answer: "is_duplicate"),
      "validation": TaskFile(
        "dev.tsv", text: "question1", pair: "question2", answer: "is_duplicate"),
    ],
    hiddenTests: ["test": TaskFile("test.tsv", text: "question1", pair: "question2")],
    source: "QQP (Iyer et al. 2017), Quora's terms, non-commercial",
    fetchedAs: "glue-qqp")
}
