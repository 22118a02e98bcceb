internal import Options

/// A file of a task in which every row is an example.
struct TaskFile: Sendable {
  /// Within the task's folder.
  let name: String
  let hasHeader: Bool
  let text: TableColumn
  let pair: TableColumn?
  /// Of the class or the score; nil where the file hides them.
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

  /// Those that are read.
  var columns: [TableColumn] { [text, pair, answer].compactMap { $0 } }
}

/// A task whose splits are files of rows with tabs and no quoting, as GLUE lays them out (Wang et
/// al., arXiv 1804.07461).
struct TabSeparatedTask: Sendable {
  enum Answer: Sendable {
    /// One of these classes, named in the order of their labels; `written` has, in the same order,
    /// what stands for each in files.
    case classes([String], written: [String])
    /// Numbers from a range.
    case score(ClosedRange<Float>)
  }

  /// Below a folder of data, such as `glue/RTE`.
  let place: String
  let answer: Answer
  /// The labelled files by the names of their splits.
  let files: [String: TaskFile]
  /// Test files that hide their answers, by the names of their splits; each may be absent.
  var hiddenTests: [String: TaskFile] = [:]
  /// A test file that tells them, where one is published.
  var labelledTest: TaskFile?
  /// Where the data come from and under which terms.
  let source: String
  /// What `bondlab data get` fetches it by; nil where it can't.
  var fetchedAs: String?

  /// The files that must be there.
  var required: [String] { files.values.map(\.name).sorted() }

  /// What can be chosen of its test files, the usual choice first.
  var tests: [TestFiles] {
    (hiddenTests.isEmpty ? [] : [.hidden]) + (labelledTest == nil ? [] : [.labelled])
  }

  /// Those that may be there.
  var optional: [String] {
    (hiddenTests.values + [labelledTest].compactMap { $0 }).map(\.name).sorted()
  }

  var content: DatasetContent {
    switch answer {
    case .classes: .classes
    case .score: .scores
    }
  }

  /// The classes' names, in the order of their labels; empty where scores are told.
  var classes: [String] {
    switch answer {
    case .classes(let names, _): names
    case .score: []
    }
  }

  /// The examples of a file in `folder`, in its order; its broken rows are added to `broken`.
  func examples(
    _ file: TaskFile, in folder: String, broken: inout BrokenRows
  ) throws(DatasetError) -> [RawExample] {
    let table = try DelimitedTable(
      "\(folder)/\(file.name)", format: .tabs, hasHeader: file.hasHeader, columns: file.columns)
    broken.add(table.broken)
    let text = try table.place(file.text)
    let pair: Int? = if let pair = file.pair { try table.place(pair) } else { nil }
    let answer: Int? = if let answer = file.answer { try table.place(answer) } else { nil }
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

/// Tells what the texts in a column of answers mean.
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
