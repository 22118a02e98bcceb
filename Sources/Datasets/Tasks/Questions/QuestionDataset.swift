internal import FoundationEssentials
internal import Options
internal import Platform

/// A data set of questions on texts, from files in the layout of SQuAD v1.1.
protocol QuestionDataset: DatasetKind {
  /// The files in its folder, all of them needed.
  static var files: [String] { get }
  /// Where the data come from and under which terms.
  static var source: String { get }
  /// What `bondlab data get` fetches it by; nil where it can't.
  static var fetchedAs: String? { get }

  var folder: String { get set }
  var windows: WindowRule { get set }

  /// The questions of each split, in their order.
  func splits() throws(DatasetError) -> [String: [RawExample]]
}

extension QuestionDataset {
  private static var place: String { "glue/SQuAD" }

  /// Where the files of all these data sets are looked for.
  static var usualFolder: String { DataHome.shown(place) }

  static var options: [OptionProperty<Self>] {
    let folder: OptionProperty<Self> = .option(
      "folder", \.folder, .folder(members: files), "folder with \(files.joined(separator: ", "))")
    return [folder] + WindowRule.options(inside: \.windows)
  }

  var content: DatasetContent { .answers }

  var longestQuestion: Int? { windows.question }

  var missing: String? {
    guard
      let absent = Self.files.first(where: { file in
        !FileManager.default.fileExists(atPath: "\(folder)/\(file)")
      })
    else { return nil }
    let fetching = Self.fetchedAs.map { "run `bondlab data get \($0)` or " } ?? ""
    return "\(Self.name): there is no \(folder)/\(absent); \(fetching)set "
      + "\(DataHome.variable) to a folder with \(Self.place)/\(absent)"
  }

  func load() throws -> RawDataset {
    RawDataset(
      content: .answers, splits: try splits(), classes: [], source: Self.source, windows: windows)
  }
}
