extension MetricDeclaration {
  public static let classes = count("classes", "classes of the data; 0 where there are none")
  public static let sequencesOfSplit = count("sequences.SPLIT", "sequences of a split")
  public static let piecesOfSplit = count("pieces.SPLIT", "pieces of a split")
  public static let questionsOfSplit = count(
    "questions.SPLIT", "questions of a split", undefined: "data without questions")
  public static let answeredOfSplit = count(
    "answered.SPLIT", "sequences of a split that hold the answer to their question",
    undefined: "data without questions")
  public static let joinedRows = count(
    "joined_rows", "rows of tables that were broken over lines and joined again",
    undefined: "data without tables")
  public static let skippedRows = count(
    "skipped_rows", "lines of tables that were left out, as they have other columns",
    undefined: "data without tables")
  public static let cutOfSplit = count(
    "cut.SPLIT", "texts, pairs or questions of a split that lost an end to the sequence's length",
    undefined: "running text, of which nothing is cut")
  public static let inTrainingOfSplit = count(
    "in_training.SPLIT",
    "sequences of a split that stand in `train`, too; they are left out unless all do",
    undefined: "the split `train`, and data other than running text")
  public static let tasks = count("tasks", "tasks of a mixture")
  public static let sequencesOfTask = count("sequences.TASK", "training sequences of a task")
  public static let shareOfTask = MetricDeclaration(
    "share.TASK", "how often a step has the task", range: 0...1, digits: 4)

  static let ofData = [
    classes, sequencesOfSplit, piecesOfSplit, questionsOfSplit, answeredOfSplit, joinedRows,
    skippedRows, cutOfSplit, inTrainingOfSplit, tasks, sequencesOfTask, shareOfTask,
  ]
}
