internal import FoundationEssentials
internal import Options
internal import Platform

/// A data set of questions on texts, from files in the layout of SQuAD v1.1.
protocol QuestionDataset: DatasetKind {
  static var name: String { get }
  static var about: String { get }
  /// The files in its folder, all of them needed.
  static var files: [String] { get }
  /// Where the data come from and under which terms.
  static var source: String { get }
  /// What `bondlab data get` fetches it by; nil where it can't.
  static var fetchedAs: String? { get }

  /// The questions of each split, in their order.
  static func splits(folder: String) throws(DatasetError) -> [String: [RawExample]]
}

extension QuestionDataset {
  private static var place: String { "glue/SQuAD" }

  static var variant: OptionVariant {
    OptionVariant(
      name, about: about,
      options: [
        OptionDeclaration(
          "folder", .folder(members: files, optional: []),
          .standard(.path(DataHome.shown(place))), "folder with \(files.joined(separator: ", "))"),
        OptionDeclaration(
          "stride", .integer(1...4096), .standard(.integer(WindowRule().stride)),
          "pieces from the beginning of one stretch of a text to that of the next, where it is "
            + "longer than a sequence"),
        OptionDeclaration(
          "question", .integer(1...4000), .standard(.integer(WindowRule().question)),
          "the most pieces of a question; the rest is cut off"),
        .limit,
      ])
  }

  static func content(_ options: Value) -> DatasetContent { .answers }

  static func missing(_ options: Value) -> String? {
    let folder = options["folder"]?.text ?? DataHome.path(place)
    guard
      let absent = files.first(where: { file in
        !FileManager.default.fileExists(atPath: "\(folder)/\(file)")
      })
    else { return nil }
    let fetching = fetchedAs.map { "run `bondlab data get \($0)` or " } ?? ""
    return "\(name): there is no \(folder)/\(absent); \(fetching)set \(DataHome.variable) to "
      + "a folder with \(place)/\(absent)"
  }

  static func load(_ options: Value) throws -> RawDataset {
    if let missing = missing(options) { throw DatasetError(missing) }
    let rule = WindowRule(
      stride: Int(try options.requiredNumber("stride")),
      question: Int(try options.requiredNumber("question")))
    return RawDataset(
      content: .answers, splits: try splits(folder: try options.requiredText("folder")),
      classes: [], source: source, windows: rule
    ).limited(to: options["limit"]?.integer)
  }
}
