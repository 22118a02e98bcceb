/// Pairs of sentences with a score of how alike they are (Cer et al., SemEval 2017).
struct STSB: TabSeparatedDataset {
  static let name = "STS-B"
  static let about = "Pairs of sentences and how alike they are, 0 to 5; complete GLUE task"

  var chosen = ChosenFiles()
  let task = TabSeparatedTask(
    path: "glue/STS-B",
    answer: .score(0...5),
    files: [
      "train": TaskFile(
        "train.tsv", text: "sentence1", pair: "sentence2", answer: "score"),
      "validation": TaskFile(
        "dev.tsv", text: "sentence1", pair: "sentence2", answer: "score"),
    ],
    hiddenTests: ["test": TaskFile("test.tsv", text: "sentence1", pair: "sentence2")],
    labelledTest: TaskFile("sts-test.tsv", hasHeader: false, text: 6, pair: 7, answer: 5),
    source: "STS-B (Cer et al. 2017), scores under CC BY-SA 4.0",
    fetchedAs: "glue-sts-b")
}
