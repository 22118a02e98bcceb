internal import Options
internal import Statistics

/// A task of the user's own, from a TSV, CSV or JSONL file of texts with their classes or scores.
struct TableDataset: DatasetKind {
  static let name = "table"
  static let about = "Rows of a TSV, CSV or JSONL file: a text, or two, and a class or a score"

  var train = ""
  var validation: String?
  var test: String?
  var validationShare = 0.1
  /// Names of the classes in the order of their labels; nil for those found, sorted.
  var givenClasses: [String]?
  fileprivate var reader = TableReader()

  static let options: [OptionProperty<TableDataset>] =
    files + columns + [
      .optional(
        "classes", \.givenClasses, .list(.text),
        "the classes in the order of their numbers; left out, those found, sorted"),
      .option(
        "validation_share", \.validationShare, .number(0...0.5),
        "share of the training rows kept for validation where no such file is given"),
    ]

  private static let files: [OptionProperty<TableDataset>] = [
    .required("train", \.train, .file, "UTF-8 table"),
    .optional("validation", \.validation, .file, "a second such table for validation"),
    .optional(
      "test", \.test, .file, "a third one for testing; it may lack the column of answers"),
    .option(
      "format", \.reader.format, .choice,
      "tsv: tabs, no quoting; csv: commas, quoted by RFC 4180; jsonl: an object a line"),
    .optional(
      "header", \.reader.hasHeader, .boolean,
      "false where no row names the columns; they are then numbers in quotes, from \"1\""),
  ]

  private static let columns: [OptionProperty<TableDataset>] = [
    .option("text", \.reader.text, .text, "column of the text"),
    .optional("pair", \.reader.pair, .text, "column of the second text of a pair"),
    .option("label", \.reader.label, .text, "column of the class"),
    .optional(
      "score", \.reader.score, .text, "column of a number to predict, instead of a class"),
  ]

  var content: DatasetContent { reader.score == nil ? .classes : .scores }

  var classes: [String]? { content == .classes ? givenClasses : [] }

  var hasPairs: Bool { reader.pair != nil }

  func load() throws -> RawDataset {
    var broken = BrokenRows()
    let tables = try tables(&broken)
    let classes = content == .scores ? [] : try classes(of: tables)
    var splits: [String: [RawExample]] = [:]
    for (split, rows) in tables.sorted(by: { $0.key < $1.key }) {
      splits[split] =
        try content == .scores
        ? TableReader.scored(rows) : TableReader.examples(rows, classes: classes)
    }
    return RawDataset(
      content: content, splits: splits, classes: classes, source: "a local file", broken: broken)
  }

  /// Reads the rows of each split and adds the broken ones to `broken`.
  private func tables(
    _ broken: inout BrokenRows
  ) throws(DatasetError) -> [String: [AnsweredRow]] {
    let all = try reader.rows(train, answered: true, &broken)
    var tables = ["train": all]
    if let validation {
      tables["validation"] = try reader.rows(validation, answered: true, &broken)
    } else {
      tables["train"] = all.filter { $0.heldOutDraw >= validationShare }
      tables["validation"] = all.filter { $0.heldOutDraw < validationShare }
    }
    if let test { tables["test"] = try reader.rows(test, answered: false, &broken) }
    guard tables["train"]?.isEmpty == false else {
      throw DatasetError("\(train): expected at least one row to train on")
    }
    return tables
  }

  /// Returns the classes that the option names, or all those found, sorted by name.
  private func classes(of tables: [String: [AnsweredRow]]) throws(DatasetError) -> [String] {
    let classes: [String] = if let givenClasses { givenClasses } else { try found(in: tables) }
    guard classes.count >= 2, Set(classes).count == classes.count else {
      throw DatasetError("expected at least two different classes, found: \(classes.listed)")
    }
    return classes
  }

  /// Collects the classes that rows name.
  ///
  /// - Throws: `DatasetError` with each row that has no class, or white space around it: a class of
  ///   its own is seldom meant.
  private func found(in tables: [String: [AnsweredRow]]) throws(DatasetError) -> [String] {
    let rows = tables.sorted { $0.key < $1.key }.flatMap(\.value)
    try DelimitedTable.report(
      rows.filter { row in row.answer.map { $0.isEmpty || $0 != $0.trimmed } ?? false }.map { row in
        let answer = row.answer ?? ""
        let problem =
          answer.trimmed.isEmpty
          ? "there is none" : "found white space around '\(answer.trimmed.excerpt)'"
        return "\(row.location): expected the name of a class, \(problem); if it is meant, "
          + "list it in `classes`"
      })
    return Set(rows.compactMap(\.answer)).sorted()
  }
}

/// A row of a table whose answer is still a text, which names a class or is a number.
private struct AnsweredRow {
  let path: String
  let line: Int
  let text: String
  let pair: String?
  let answer: String?

  /// File and line, for messages.
  var location: String { "\(path):\(line)" }

  /// A draw from 0 to 1 that decides the split; equal texts get equal draws, so none is in both
  /// splits.
  var heldOutDraw: Double {
    StableHash.share(StableHash.of(text) ^ StableHash.mixed(StableHash.of(pair ?? "")))
  }
}

/// Turns tables into examples as options say.
private struct TableReader: Sendable {
  var format = DelimitedTable.Format.tabs
  /// Whether a row names the columns; nil means true.
  var hasHeader: Bool?
  var text = "text"
  var pair: String?
  var label = "label"
  /// Column of the score; nil where ``label`` has the answer.
  var score: String?

  /// Reads the rows of a file and adds the broken ones to `broken`.
  ///
  /// - Parameter answered: Whether each has an answer; else the file may lack them all.
  func rows(
    _ path: String, answered: Bool, _ broken: inout BrokenRows
  ) throws(DatasetError) -> [AnsweredRow] {
    let text = try TableColumn(text, of: path, isNamed: hasNames)
    let pair: TableColumn? =
      if let pair { try TableColumn(pair, of: path, isNamed: hasNames) } else { nil }
    let answer = try TableColumn(score ?? label, of: path, isNamed: hasNames)
    let needed = [text, pair].compactMap { $0 } + (answered || hasNames ? [answer] : [])
    let table = try DelimitedTable(path, format: format, hasHeader: hasNames, columns: needed)
    broken.add(table.broken)
    let first = try table.index(of: text)
    let second: Int? = if let pair { try table.index(of: pair) } else { nil }
    var third = answered || table.has(answer) ? try table.index(of: answer) : nil
    if !answered, let hidden = third, table.rows.allSatisfy({ $0.fields[hidden].isEmpty }) {
      third = nil
    }
    return table.rows.map { row in
      AnsweredRow(
        path: path, line: row.line, text: row.fields[first],
        pair: second.map { row.fields[$0] }, answer: third.map { row.fields[$0] })
    }
  }

  private var hasNames: Bool { hasHeader != false || format == .objects }

  /// Turns rows into examples whose labels are indices into `classes`.
  ///
  /// - Throws: `DatasetError` with the rows that name another class.
  static func examples(
    _ rows: [AnsweredRow], classes: [String]
  ) throws(DatasetError) -> [RawExample] {
    var labels: [String: Int32] = [:]
    for (label, name) in classes.enumerated() { labels[name] = Int32(label) }
    try DelimitedTable.report(
      rows.filter { $0.answer.map { labels[$0] == nil } ?? false }.map { row in
        "\(row.location): expected one of the classes \(classes.listed), "
          + "found '\((row.answer ?? "").excerpt)'"
      })
    return rows.map { row in
      RawExample(row.text, pair: row.pair, label: row.answer.flatMap { labels[$0] })
    }
  }

  /// Turns rows into examples with scores.
  ///
  /// - Throws: `DatasetError` with the rows whose answers are no finite numbers.
  static func scored(_ rows: [AnsweredRow]) throws(DatasetError) -> [RawExample] {
    let scores = rows.map { $0.answer.flatMap { Float($0) } }
    try DelimitedTable.report(
      zip(rows, scores).filter { $0.answer != nil && $1?.isFinite != true }.map { row, _ in
        "\(row.location): expected a number, found '\((row.answer ?? "").excerpt)'"
      })
    return zip(rows, scores).map { RawExample($0.text, pair: $0.pair, score: $1) }
  }
}
