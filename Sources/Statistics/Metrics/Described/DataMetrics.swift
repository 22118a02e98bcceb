extension MetricDeclaration {
  public static let classes = count("classes", "classes of the data; 0 if it has none")
  public static let sequencesOfSplit = count("sequences.SPLIT", "sequences of a split")
  public static let tokensOfSplit = count(
    "tokens.SPLIT", "tokens of a split", formerly: "pieces")
  public static let questionsOfSplit = count(
    "questions.SPLIT", "questions of a split", undefined: "data without questions")
  public static let answeredOfSplit = count(
    "answered.SPLIT", "sequences of a split that contain the answer to their question",
    undefined: "data without questions")
  public static let joinedRows = count(
    "joined_rows", "rows of tables that were broken over lines and joined again",
    undefined: "data without tables")
  public static let skippedRows = count(
    "skipped_rows", "lines of tables that were left out, as their number of columns is wrong",
    undefined: "data without tables")
  public static let cutOfSplit = count(
    "cut.SPLIT", "texts, pairs or questions of a split that were cut to fit into `max_length`",
    undefined: "running text, which is never cut")
  public static let inTrainingOfSplit = count(
    "in_training.SPLIT",
    "sequences of a split that `train` has too; they are left out, unless it has all of them",
    undefined: "the split `train`, and data other than running text")
  public static let tasks = count("tasks", "tasks of a mixture")
  public static let sequencesOfTask = count("sequences.TASK", "training sequences of a task")
  public static let shareOfTask = MetricDeclaration(
    "share.TASK", "share of the training steps that a task gets", range: 0...1, digits: 4)

  static let ofData = [
    classes, sequencesOfSplit, tokensOfSplit, questionsOfSplit, answeredOfSplit, joinedRows,
    skippedRows, cutOfSplit, inTrainingOfSplit, tasks, sequencesOfTask, shareOfTask,
  ]
}
