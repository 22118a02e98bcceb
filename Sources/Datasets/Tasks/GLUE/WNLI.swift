/// Winograd schemas as entailment: which noun a pronoun refers to (Levesque et al., KR 2012).
struct WNLI: TabSeparatedDataset {
  static let name = "WNLI"
  static let about = "Pairs made of Winograd schemas, entailed or not; complete GLUE task"

  var chosen = ChosenFiles()
  let task = TabSeparatedTask(
    path: "glue/WNLI",
    answer: .classes(["not_entailment", "entailment"], written: ["0", "1"]),
    files: [
      "train": TaskFile(
        "train.tsv", text: "sentence1", pair: "sentence2", answer: "label"),
      "validation": TaskFile(
        "dev.tsv", text: "sentence1", pair: "sentence2", answer: "label"),
    ],
    hiddenTests: ["test": TaskFile("test.tsv", text: "sentence1", pair: "sentence2")],
    source: "WNLI (Levesque et al. 2012), CC BY 4.0",
    fetchedAs: "glue-wnli")
}
