internal import Options

/// A plain-text corpus of the user's own, in which every line that is not blank is a passage.
struct TextDataset: DatasetKind {
  static let name = "text"
  static let about = "A plain-text file, one passage a line, for masked language modelling"

  var file = ""
  var validation: String?
  var validationShare = 0.05

  static let options: [OptionProperty<TextDataset>] = [
    .required("file", \.file, .file, "UTF-8 text, one passage a line"),
    .optional("validation", \.validation, .file, "a second such file for validation"),
    .option(
      "validation_share", \.validationShare, .number(0...0.5),
      "share of the passages kept for validation where no such file is given"),
  ]

  var content: DatasetContent { .runningText }

  func load() throws -> RawDataset {
    let heldOut: [RawExample]? = if let validation { try Self.passages(validation) } else { nil }
    let data = RawDataset(
      passages: try Self.passages(file), validation: heldOut, share: validationShare)
    guard data.splits["train"]?.isEmpty == false else {
      throw DatasetError("\(file): expected at least one line of text to train on")
    }
    return data
  }

  private static func passages(_ path: String) throws -> [RawExample] {
    try TextFile.lines(path).map(\.trimmed).filter { !$0.isEmpty }.map { RawExample($0) }
  }
}
