/// Questions with sentences that answer them or not (Rajpurkar et al. 2016; Wang et al. 2018).
struct QNLI: TabSeparatedDataset {
  static let name = "QNLI"
  static let about = "Questions with sentences that answer them or not; complete GLUE task"

  var chosen = ChosenFiles()
  let task = TabSeparatedTask(
    path: "glue/QNLI",
    answer: .classes(
      ["entailment", "not_entailment"], written: ["entailment", "not_entailment"]),
    files: [
      "train": TaskFile(
        "train.tsv", text: "question", pair: "sentence", answer: "label"),
      "validation": TaskFile(
        "dev.tsv", text: "question", pair: "sentence", answer: "label"),
    ],
    hiddenTests: ["test": TaskFile("test.tsv", text: "question", pair: "sentence")],
    source: "QNLI (from SQuAD, Rajpurkar et al. 2016), CC BY-SA 4.0",
    fetchedAs: "glue-qnli")
}
