internal import FoundationEssentials
internal import Options
internal import Platform

/// A data set of questions on texts, from files in the layout of SQuAD v1.1.
protocol QuestionDataset: DatasetKind {
  /// Names of the files in its folder, all of which are needed.
  static var files: [String] { get }
  /// Origin and licence of the data.
  static var source: String { get }
  /// Name by which `bondlab data get` fetches it; nil where it can't.
  static var fetchedAs: String? { get }

  var folder: String { get set }
  var windows: WindowRule { get set }

  /// Reads the questions of each split, in their order.
  func splits() throws(DatasetError) -> [String: [RawExample]]
}

extension QuestionDataset {
  private static var path: String { "glue/SQuAD" }

  /// Default folder of the files of all these data sets.
  static var usualFolder: String { DataHome.shown(path) }

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
      + "\(DataHome.variable) to a folder with \(Self.path)/\(absent)"
  }

  func load() throws -> RawDataset {
    RawDataset(
      content: .answers, splits: try splits(), classes: [], source: Self.source, windows: windows)
  }
}
