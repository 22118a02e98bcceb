/// Phrases of film reviews with their sentiment (Socher et al., EMNLP 2013).
struct SST2: TabSeparatedDataset {
  static let name = "SST-2"
  static let about = "Phrases of film reviews, positive or negative; complete GLUE task"

  var chosen = ChosenFiles()
  let task = TabSeparatedTask(
    path: "glue/SST-2",
    answer: .classes(["negative", "positive"], written: ["0", "1"]),
    files: [
      "train": TaskFile("train.tsv", text: "sentence", answer: "label"),
      "validation": TaskFile("dev.tsv", text: "sentence", answer: "label"),
    ],
    hiddenTests: ["test": TaskFile("test.tsv", text: "sentence")],
    labelledTest: TaskFile("test-labeled.tsv", text: "sentence", answer: "label"),
    source: "SST-2 (Socher et al. 2013), for research",
    fetchedAs: "glue-sst-2")
}
