internal import FoundationEssentials
internal import Options
internal import Platform

/// A data set that the description of its files says all about.
protocol TabSeparatedDataset: DatasetKind {
  /// The description, which options may change.
  static func task(_ options: Value) -> TabSeparatedTask

  /// What can be chosen besides the folder and the test file.
  static var ownOptions: [OptionDeclaration] { get }
}

extension TabSeparatedDataset {
  static var ownOptions: [OptionDeclaration] { [] }

  static var variant: OptionVariant {
    let task = task(.null)
    let folder = OptionDeclaration(
      "folder", .folder(members: task.required, optional: task.optional),
      .standard(.path(DataHome.shown(task.place))),
      "folder with \(task.required.joined(separator: ", "))")
    return OptionVariant(
      task.name, about: task.about, options: [folder] + ownOptions + testOption(task) + [.limit])
  }

  private static func testOption(_ task: TabSeparatedTask) -> [OptionDeclaration] {
    let choices =
      (task.hiddenTests.isEmpty ? [] : ["hidden"]) + (task.labelledTest == nil ? [] : ["labelled"])
    guard let first = choices.first else { return [] }
    return [
      OptionDeclaration(
        "test", .choice(choices + ["none"]), .standard(.text(first)),
        words(of: task))
    ]
  }

  private static func words(of task: TabSeparatedTask) -> String {
    let hidden =
      task.hiddenTests.isEmpty
      ? nil : "hidden: the official test files without answers, where they are there"
    let labelled = task.labelledTest.map { "labelled: \($0.name) with answers" }
    return [hidden, labelled].compactMap { $0 }.joined(separator: "; ")
  }

  static func content(_ options: Value) -> DatasetContent { task(options).content }

  static func classes(_ options: Value) -> [String]? { task(options).classes }

  static func missing(_ options: Value) -> String? {
    let task = task(options)
    let folder = options["folder"]?.text ?? DataHome.path(task.place)
    let labelled = options["test"]?.text == "labelled" ? task.labelledTest?.name : nil
    let wanted = task.required + [labelled].compactMap { $0 }
    guard let absent = wanted.first(where: { !isThere($0, in: folder) }) else { return nil }
    let fetching = task.fetchedAs.map { "run `bondlab data get \($0)` or " } ?? ""
    return "\(task.name): there is no \(folder)/\(absent); \(fetching)set \(DataHome.variable) to "
      + "a folder with \(task.place)/\(absent)"
  }

  static func load(_ options: Value) throws -> RawDataset {
    if let missing = missing(options) { throw DatasetError(missing) }
    let (task, folder) = (task(options), try options.requiredText("folder"))
    var files = task.files
    switch options["test"]?.text {
    case "labelled": files["test"] = task.labelledTest
    case "hidden":
      files.merge(task.hiddenTests.filter { isThere($1.name, in: folder) }) { $1 }
    default: break
    }
    return RawDataset(
      content: task.content, splits: try files.mapValues { try task.examples($0, in: folder) },
      classes: task.classes, source: task.source
    ).limited(to: options["limit"]?.integer)
  }

  private static func isThere(_ file: String, in folder: String) -> Bool {
    FileManager.default.fileExists(atPath: "\(folder)/\(file)")
  }
}
