internal import FoundationEssentials
internal import Options
internal import Platform

/// A data set that is described by its files alone.
protocol TabSeparatedDataset: DatasetKind {
  /// Description of its files, which options may change.
  var task: TabSeparatedTask { get }

  /// Choices of a spec about the files.
  var chosen: ChosenFiles { get set }

  /// Options besides the folder and the test file.
  static var ownOptions: [OptionProperty<Self>] { get }
}

/// Choices of a spec about a task's files; nil where the task's default holds.
struct ChosenFiles: Sendable {
  var folder: String?
  var tests: TestFiles?
}

/// Choice of the test files that are read.
enum TestFiles: String, CaseIterable, Sendable {
  /// The files that hide their answers.
  case hidden
  /// The file that has them.
  case labelled
  case nothing = "none"
}

extension TabSeparatedDataset {
  static var ownOptions: [OptionProperty<Self>] { [] }

  static var options: [OptionProperty<Self>] {
    let task = Self().task
    let folder: OptionProperty<Self> = .option(
      "folder", \.folder, .folder(members: task.required, optional: task.optional),
      "folder with \(task.required.joined(separator: ", "))")
    return [folder] + ownOptions + testOption(task)
  }

  private static func testOption(_ task: TabSeparatedTask) -> [OptionProperty<Self>] {
    if task.tests.isEmpty { return [] }
    return [.option("test", \.tests, .choice(of: task.tests + [.nothing]), words(of: task))]
  }

  private static func words(of task: TabSeparatedTask) -> String {
    let hidden =
      task.hiddenTests.isEmpty
      ? nil : "hidden: the official test files without answers, where they are there"
    let labelled = task.labelledTest.map { "labelled: \($0.name) with answers" }
    return [hidden, labelled].compactMap { $0 }.joined(separator: "; ")
  }

  var folder: String {
    get { chosen.folder ?? DataHome.shown(task.path) }
    set { chosen.folder = newValue }
  }

  private var tests: TestFiles {
    get { chosen.tests ?? task.tests.first ?? .nothing }
    set { chosen.tests = newValue }
  }

  var content: DatasetContent { task.content }

  var classes: [String]? { task.classes }

  var hasPairs: Bool { task.files.values.contains { $0.pair != nil } }

  var missing: String? {
    let labelled = tests == .labelled ? task.labelledTest?.name : nil
    let wanted = task.required + [labelled].compactMap { $0 }
    guard let absent = wanted.first(where: { !isThere($0) }) else { return nil }
    let fetching = task.fetchedAs.map { "run `bondlab data get \($0)` or " } ?? ""
    return "\(Self.name): there is no \(folder)/\(absent); \(fetching)set "
      + "\(DataHome.variable) to a folder with \(task.path)/\(absent)"
  }

  func load() throws -> RawDataset {
    let task = task
    var files = task.files
    switch tests {
    case .labelled: files["test"] = task.labelledTest
    case .hidden: files.merge(task.hiddenTests.filter { isThere($1.name) }) { $1 }
    case .nothing: break
    }
    var broken = BrokenRows()
    var splits: [String: [RawExample]] = [:]
    for (split, file) in files.sorted(by: { $0.key < $1.key }) {
      splits[split] = try task.examples(file, in: folder, broken: &broken)
    }
    return RawDataset(
      content: task.content, splits: splits, classes: task.classes, source: task.source,
      broken: broken)
  }

  private func isThere(_ file: String) -> Bool {
    FileManager.default.fileExists(atPath: "\(folder)/\(file)")
  }
}
