/// Pairs of texts with or without entailment (Dagan et al., MLCW 2005, and later challenges).
struct RTE: TabSeparatedDataset {
  static let name = "RTE"
  static let about = "Pairs of texts, the first entailing the second or not; complete GLUE task"

  var chosen = ChosenFiles()
  let task = TabSeparatedTask(
    path: "glue/RTE",
    answer: .classes(
      ["entailment", "not_entailment"], written: ["entailment", "not_entailment"]),
    files: [
      "train": TaskFile(
        "train.tsv", text: "sentence1", pair: "sentence2", answer: "label"),
      "validation": TaskFile(
        "dev.tsv", text: "sentence1", pair: "sentence2", answer: "label"),
    ],
    hiddenTests: ["test": TaskFile("test.tsv", text: "sentence1", pair: "sentence2")],
    source: "RTE 1, 2, 3 and 5 (Dagan et al. 2005 and later), for research",
    fetchedAs: "glue-rte")
}
