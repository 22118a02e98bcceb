internal import Options

/// A file of a task in which every row is an example.
struct TaskFile: Sendable {
  /// File name within the task's folder.
  let name: String
  let hasHeader: Bool
  let text: TableColumn
  let pair: TableColumn?
  /// Column of the class or the score; nil where the file hides them.
  let answer: TableColumn?

  init(
    _ name: String, hasHeader: Bool = true, text: TableColumn, pair: TableColumn? = nil,
    answer: TableColumn? = nil
  ) {
    (self.name, self.hasHeader) = (name, hasHeader)
    self.text = text
    self.pair = pair
    self.answer = answer
  }

  /// Columns that are read.
  var columns: [TableColumn] { [text, pair, answer].compactMap { $0 } }
}

/// A task whose splits are files of rows with tabs and no quoting, as GLUE lays them out (Wang et
/// al., arXiv 1804.07461).
struct TabSeparatedTask: Sendable {
  enum Answer: Sendable {
    /// One of these classes, named in the order of their labels; `written` has, in the same order,
    /// the texts that stand for them in files.
    case classes([String], written: [String])
    /// A number from this range.
    case score(ClosedRange<Float>)
  }

  /// Path of the task's folder below the home of data, such as `glue/RTE`.
  let path: String
  let answer: Answer
  /// Labelled files by the names of their splits.
  let files: [String: TaskFile]
  /// Test files that hide their answers, by the names of their splits; each may be absent.
  var hiddenTests: [String: TaskFile] = [:]
  /// A test file that has its answers, where one is published.
  var labelledTest: TaskFile?
  /// Origin and licence of the data.
  let source: String
  /// Name by which `bondlab data get` fetches it; nil where it can't.
  var fetchedAs: String?

  /// Names of the files that must be there.
  var required: [String] { files.values.map(\.name).sorted() }

  /// Choices of test files that it offers, the default first.
  var tests: [TestFiles] {
    (hiddenTests.isEmpty ? [] : [.hidden]) + (labelledTest == nil ? [] : [.labelled])
  }

  /// Names of the files that may be there.
  var optional: [String] {
    (hiddenTests.values + [labelledTest].compactMap { $0 }).map(\.name).sorted()
  }

  var content: DatasetContent {
    switch answer {
    case .classes: .classes
    case .score: .scores
    }
  }

  /// Names of the classes, in the order of their labels; empty where examples have scores.
  var classes: [String] {
    switch answer {
    case .classes(let names, _): names
    case .score: []
    }
  }

  /// Reads the examples of a file in `folder`, in its order, and adds its broken rows to `broken`.
  ///
  /// - Throws: `DatasetError` where the file can't be read, or with the rows whose answers are
  ///   neither a class nor a score in range.
  func examples(
    _ file: TaskFile, in folder: String, broken: inout BrokenRows
  ) throws(DatasetError) -> [RawExample] {
    let table = try DelimitedTable(
      "\(folder)/\(file.name)", format: .tabs, hasHeader: file.hasHeader, columns: file.columns)
    broken.add(table.broken)
    let text = try table.index(of: file.text)
    let pair: Int? = if let pair = file.pair { try table.index(of: pair) } else { nil }
    let answer: Int? = if let answer = file.answer { try table.index(of: answer) } else { nil }
    let answers = AnswerReader(self.answer)
    if let answer {
      try DelimitedTable.report(
        table.rows.filter { !answers.knows($0.fields[answer]) }.map { row in
          "\(table.path):\(row.line): expected \(answers.expected), "
            + "found '\(row.fields[answer].excerpt)'"
        })
    }
    return table.rows.map { row in
      let written = answer.map { row.fields[$0] }
      return RawExample(
        row.fields[text], pair: pair.map { row.fields[$0] },
        label: written.flatMap(answers.label), score: written.flatMap(answers.score))
    }
  }
}

/// Turns the texts in a column of answers into labels or scores.
private struct AnswerReader {
  private let labels: [String: Int32]
  private let range: ClosedRange<Float>?
  let expected: String

  init(_ answer: TabSeparatedTask.Answer) {
    switch answer {
    case .classes(_, let written):
      labels = Dictionary(
        written.enumerated().map { ($1, Int32($0)) }, uniquingKeysWith: { first, _ in first })
      (range, expected) = (nil, "one of \(written.joined(separator: ", "))")
    case .score(let range):
      (labels, self.range) = ([:], range)
      expected = "a number from \(range.lowerBound) to \(range.upperBound)"
    }
  }

  func knows(_ text: String) -> Bool { label(text) != nil || score(text) != nil }

  func label(_ text: String) -> Int32? { labels[text] }

  func score(_ text: String) -> Float? {
    guard let range, let score = Float(text), range.contains(score) else { return nil }
    return score
  }
}
