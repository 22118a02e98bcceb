/// Pairs of sentences that are paraphrases or not (Dolan and Brockett, IWP 2005).
struct MRPC: TabSeparatedDataset {
  static let name = "MRPC"
  static let about = "Pairs of sentences, paraphrases or not; complete GLUE task"

  var chosen = ChosenFiles()
  let task = TabSeparatedTask(
    path: "glue/MRPC",
    answer: .classes(["not_equivalent", "equivalent"], written: ["0", "1"]),
    files: [
      "train": TaskFile(
        "train.tsv", text: "#1 String", pair: "#2 String", answer: "Quality"),
      "validation": TaskFile(
        "dev.tsv", text: "#1 String", pair: "#2 String", answer: "Quality"),
    ],
    hiddenTests: ["test": TaskFile("test.tsv", text: "#1 String", pair: "#2 String")],
    labelledTest: TaskFile(
      "msr_paraphrase_test.txt", text: "#1 String", pair: "#2 String", answer: "Quality"),
    source: "MRPC (Dolan and Brockett 2005), Microsoft shared source licence, non-commercial")
}
