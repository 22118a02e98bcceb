/// Pairs of sentences of many genres with their entailment (Williams et al., NAACL 2018).
struct MNLI: TabSeparatedDataset {
  static let name = "MNLI"
  static let about = "Pairs of sentences of many genres: entailment, neutral, contradiction"

  var chosen = ChosenFiles()
  let task = TabSeparatedTask(
    path: "glue/MNLI",
    answer: .classes(
      ["entailment", "neutral", "contradiction"],
      written: ["entailment", "neutral", "contradiction"]),
    files: [
      "train": TaskFile(
        "train.tsv", text: "sentence1", pair: "sentence2", answer: "gold_label"),
      "validation": TaskFile(
        "dev_matched.tsv", text: "sentence1", pair: "sentence2", answer: "gold_label"),
      "validation_mismatched": TaskFile(
        "dev_mismatched.tsv", text: "sentence1", pair: "sentence2", answer: "gold_label"),
    ],
    hiddenTests: [
      "test": TaskFile("test_matched.tsv", text: "sentence1", pair: "sentence2"),
      "test_mismatched": TaskFile("test_mismatched.tsv", text: "sentence1", pair: "sentence2"),
    ],
    source: "MNLI (Williams et al. 2018), terms of its genres",
    fetchedAs: "glue-mnli")
}
