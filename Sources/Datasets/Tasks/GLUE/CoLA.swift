/// Sentences that linguists accept or not (Warstadt et al., arXiv 1805.12471).
struct CoLA: TabSeparatedDataset {
  static let name = "CoLA"
  static let about = "Sentences, acceptable or not; complete GLUE task"

  var chosen = ChosenFiles()
  let task = TabSeparatedTask(
    path: "glue/CoLA",
    answer: .classes(["unacceptable", "acceptable"], written: ["0", "1"]),
    files: [
      "train": TaskFile("train.tsv", hasHeader: false, text: 4, answer: 2),
      "validation": TaskFile("dev.tsv", hasHeader: false, text: 4, answer: 2),
    ],
    hiddenTests: ["test": TaskFile("test.tsv", text: "sentence")],
    source: "CoLA (Warstadt et al. 2018), for research",
    fetchedAs: "glue-cola")
}
