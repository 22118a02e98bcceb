/// Opinion or fact (Pang and Lee, ACL 2004), of each class every tenth sentence to validate.
struct Subjectivity: TabSeparatedDataset {
  static let name = "subjectivity"
  static let about = "Sentences about films, subjective or objective, split 90/10"

  var chosen = ChosenFiles()
  let task = TabSeparatedTask(
    place: "extra/subjectivity",
    answer: .classes(["objective", "subjective"], written: ["0", "1"]),
    files: [
      "train": TaskFile("train.tsv", text: "sentence", answer: "label"),
      "validation": TaskFile("dev.tsv", text: "sentence", answer: "label"),
    ],
    source: "subjectivity (Pang and Lee 2004), CC BY 4.0")
}
