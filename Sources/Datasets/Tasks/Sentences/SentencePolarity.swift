internal import Options

/// The sentiment of sentences (Pang and Lee, ACL 2005), of each class every tenth to validate.
enum SentencePolarity: TabSeparatedDataset {
  static func task(_ options: Value) -> TabSeparatedTask {
    TabSeparatedTask(
      name: "sentence-polarity",
      about: "Sentences of film reviews, positive or negative, split 90/10",
      place: "extra/sentence_polarity",
      answer: .classes(["negative", "positive"], written: ["0", "1"]),
      files: [
        "train": TaskFile("train.tsv", text: "sentence", answer: "label"),
        "validation": TaskFile("dev.tsv", text: "sentence", answer: "label"),
      ],
      source: "sentence polarity (Pang and Lee 2005), CC BY 4.0")
  }
}
