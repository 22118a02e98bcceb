/// Sentences that state an opinion or a fact (Pang and Lee, ACL 2004); every tenth of each class is
/// for validation.
struct Subjectivity: TabSeparatedDataset {
  static let name = "subjectivity"
  static let about = "Sentences about films, subjective or objective, split 90/10"

  var chosen = ChosenFiles()
  let task = TabSeparatedTask(
    path: "extra/subjectivity",
    answer: .classes(["objective", "subjective"], written: ["0", "1"]),
    files: [
      "train": TaskFile("train.tsv", text: "sentence", answer: "label"),
      "validation": TaskFile("dev.tsv", text: "sentence", answer: "label"),
    ],
    source: "subjectivity (Pang and Lee 2004), CC BY 4.0")
}
