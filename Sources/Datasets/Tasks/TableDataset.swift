public import Options

/// A task of the user's own: a TSV, CSV or JSONL file of texts with their classes or scores.
public enum TableDataset: DatasetKind {
  public static var variant: OptionVariant {
    OptionVariant(
      "table", about: "Rows of a TSV, CSV or JSONL file: a text, or two, and a class or a score",
      options: [
        OptionDeclaration("train", .file, .required, "UTF-8 table"),
        OptionDeclaration("validation", .file, .optional, "a second such table for validation"),
        OptionDeclaration(
          "test", .file, .optional, "a third one for testing; it may lack the column of answers"),
        OptionDeclaration(
          "format", .choice(["tsv", "csv", "jsonl"]), .standard(.text("tsv")),
          "tsv: tabs, no quoting; csv: commas, quoted by RFC 4180; jsonl: an object a line"),
        OptionDeclaration(
          "header", .boolean, .optional,
          "false where no row names the columns; they are then numbers in quotes, from \"1\""),
        OptionDeclaration("text", .text, .standard(.text("text")), "column of the text"),
        OptionDeclaration("pair", .text, .optional, "column of the second text of a pair"),
        OptionDeclaration("label", .text, .standard(.text("label")), "column of the class"),
        OptionDeclaration(
          "score", .text, .optional, "column of a number to tell, instead of a class"),
        OptionDeclaration(
          "classes", .list(.text), .optional,
          "the classes in the order of their numbers; left out, those found, sorted"),
        OptionDeclaration(
          "validation_share", .number(0...0.5), .standard(.number(0.1)),
          "share of the training rows kept for validation where no such file is given"),
        .limit,
      ])
  }

  public static func content(_ options: Value) -> DatasetContent {
    options["score"] == nil ? .classes : .scores
  }

  public static func classes(_ options: Value) -> [String]? {
    options["score"] == nil ? options["classes"]?.list?.compactMap(\.text) : []
  }

  public static func load(_ options: Value) throws -> RawDataset {
    let reader = TableReader(options: options)
    var tables = ["train": try reader.rows("train", answered: true)]
    if options["validation"] != nil {
      tables["validation"] = try reader.rows("validation", answered: true)
    } else {
      let share = try options.requiredNumber("validation_share")
      tables["validation"] = tables["train"]?.filter { $0.heldOutDraw < share }
      tables["train"]?.removeAll { $0.heldOutDraw < share }
    }
    if options["test"] != nil { tables["test"] = try reader.rows("test", answered: false) }
    guard tables["train"]?.isEmpty == false else {
      throw DatasetError(
        "\(try options.requiredText("train")): expected at least one row to train on")
    }
    let content = content(options)
    let classes = content == .scores ? [] : try reader.classes(of: tables)
    let splits = try tables.mapValues {
      content == .scores
        ? try reader.scored($0) : try reader.examples($0, classes: classes)
    }
    return RawDataset(
      content: content, splits: splits, classes: classes, source: "a local file"
    ).limited(to: options["limit"]?.integer)
  }
}

/// A row of a table whose answer is still a text: the name of a class, or a number.
private struct AnsweredRow {
  let path: String
  let line: Int
  let text: String
  let pair: String?
  let answer: String?

  /// For messages.
  var place: String { "\(path):\(line)" }

  /// Equal texts get equal draws, so none is in both splits.
  var heldOutDraw: Double {
    StableHash.share(StableHash.of(text) ^ StableHash.mixed(StableHash.of(pair ?? "")))
  }
}

/// Turns tables into examples as the options say.
private struct TableReader {
  let options: Value

  /// The rows of the file that the option `role` names.
  func rows(_ role: String, answered: Bool) throws(DatasetError) -> [AnsweredRow] {
    let format = DelimitedTable.Format(rawValue: try options.requiredText("format")) ?? .tabs
    let table = try DelimitedTable(
      try options.requiredText(role), format: format,
      hasHeader: options["header"]?.boolean != false)
    let text = try place(try options.requiredText("text"), in: table)
    let pair: Int? =
      if let name = options["pair"]?.text { try place(name, in: table) } else { nil }
    let name = try options.requiredText(options["score"] == nil ? "label" : "score")
    let answer = answered || table.has(name) ? try place(name, in: table) : nil
    try table.require([text, pair, answer].compactMap { $0 })
    return table.rows.map { row in
      AnsweredRow(
        path: table.path, line: row.line, text: row.fields[text],
        pair: pair.map { row.fields[$0] }, answer: answer.map { row.fields[$0] })
    }
  }

  /// The place of a column that an option names, or numbers where there is no header.
  private func place(_ name: String, in table: DelimitedTable) throws(DatasetError) -> Int {
    guard table.header.isEmpty else { return try table.place(.named(name)) }
    guard let number = Int(name), number >= 1 else {
      throw DatasetError(
        "\(table.path): without a header, a column is a number from 1, not '\(name)'")
    }
    return try table.place(.numbered(number))
  }

  /// The classes given, or all those found, sorted by name.
  func classes(of tables: [String: [AnsweredRow]]) throws(DatasetError) -> [String] {
    var classes = Set(tables.values.joined().compactMap(\.answer)).sorted()
    if let given = options["classes"]?.list { classes = given.compactMap(\.text) }
    guard classes.count >= 2, Set(classes).count == classes.count else {
      throw DatasetError(
        "expected at least two different classes, found: \(classes.joined(separator: ", "))")
    }
    return classes
  }

  /// The rows with their classes as numbers.
  func examples(
    _ rows: [AnsweredRow], classes: [String]
  ) throws(DatasetError) -> [RawExample] {
    var labels: [String: Int32] = [:]
    for (label, name) in classes.enumerated() { labels[name] = Int32(label) }
    try DelimitedTable.report(
      rows.filter { $0.answer.map { labels[$0] == nil } ?? false }.map { row in
        "\(row.place): expected one of the classes \(classes.joined(separator: ", ")), "
          + "found '\(row.answer ?? "")'"
      })
    return rows.map { row in
      RawExample(row.text, pair: row.pair, label: row.answer.flatMap { labels[$0] })
    }
  }

  /// The rows with their scores as numbers.
  func scored(_ rows: [AnsweredRow]) throws(DatasetError) -> [RawExample] {
    let scores = rows.map { $0.answer.flatMap { Float($0) } }
    try DelimitedTable.report(
      zip(rows, scores).filter { $0.answer != nil && $1?.isFinite != true }.map { row, _ in
        "\(row.place): expected a number, found '\(row.answer ?? "")'"
      })
    return zip(rows, scores).map { RawExample($0.text, pair: $0.pair, score: $1) }
  }
}
