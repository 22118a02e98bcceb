/// Sentences of film reviews with their sentiment (Pang and Lee, ACL 2005); every tenth of each
/// class is for validation.
struct SentencePolarity: TabSeparatedDataset {
  static let name = "sentence-polarity"
  static let about = "Sentences of film reviews, positive or negative, split 90/10"

  var chosen = ChosenFiles()
  let task = TabSeparatedTask(
    path: "extra/sentence_polarity",
    answer: .classes(["negative", "positive"], written: ["0", "1"]),
    files: [
      "train": TaskFile("train.tsv", text: "sentence", answer: "label"),
      "validation": TaskFile("dev.tsv", text: "sentence", answer: "label"),
    ],
    source: "sentence polarity (Pang and Lee 2005), CC BY 4.0")
}
