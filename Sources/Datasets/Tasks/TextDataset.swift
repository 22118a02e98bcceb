public import Options

/// A plain-text corpus of the user's own: every line that is not blank is a passage.
public enum TextDataset: DatasetKind {
  public static var variant: OptionVariant {
    OptionVariant(
      "text", about: "A plain-text file, one passage a line, for masked language modelling",
      options: [
        OptionDeclaration("file", .file, .required, "UTF-8 text, one passage a line"),
        OptionDeclaration(
          "validation", .file, .optional, "a second such file for validation"),
        OptionDeclaration(
          "validation_share", .number(0...0.5), .standard(.number(0.05)),
          "share of the passages kept for validation where no such file is given"),
        .limit,
      ])
  }

  public static func content(_ options: Value) -> DatasetContent { .runningText }

  public static func load(_ options: Value) throws -> RawDataset {
    let path = try options.requiredText("file")
    var splits = ["train": try passages(path), "validation": []]
    if let validation = options["validation"]?.text {
      splits["validation"] = try passages(validation)
    } else {
      let share = try options.requiredNumber("validation_share")
      let all = splits["train"] ?? []
      splits["train"] = all.filter { heldOutDraw($0) >= share }
      splits["validation"] = all.filter { heldOutDraw($0) < share }
    }
    guard splits["train"]?.isEmpty == false else {
      throw DatasetError("\(path): expected at least one line of text to train on")
    }
    return RawDataset(
      content: content(options), splits: splits, classes: [], source: "a local file"
    ).limited(to: options["limit"]?.integer)
  }

  /// Equal passages get equal draws, so none is in both splits.
  private static func heldOutDraw(_ passage: RawExample) -> Double {
    StableHash.share(StableHash.of(passage.text))
  }

  private static func passages(_ path: String) throws -> [RawExample] {
    try TextFile.lines(path).map(\.trimmed).filter { !$0.isEmpty }.map { RawExample($0) }
  }
}
