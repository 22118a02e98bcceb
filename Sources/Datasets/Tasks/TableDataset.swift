public import Spec

/// A classification task of the user's own: a TSV or CSV file with named columns.
public enum TableDataset: DatasetKind {
  public static var variant: OptionVariant {
    OptionVariant(
      "table", about: "Rows of a TSV or CSV file with a header: a text, or two, and a class",
      options: [
        OptionDeclaration("train", .file, .required, "UTF-8 table with a header row"),
        OptionDeclaration("validation", .file, .optional, "a second such table for validation"),
        OptionDeclaration(
          "test", .file, .optional, "a third one for testing; it may lack the classes' column"),
        OptionDeclaration(
          "format", .choice(["tsv", "csv"]), .standard(.text("tsv")),
          "tsv: tabs, no quoting; csv: commas, quoted by RFC 4180"),
        OptionDeclaration("text", .text, .standard(.text("text")), "column of the text"),
        OptionDeclaration("pair", .text, .optional, "column of the second text of a pair"),
        OptionDeclaration("label", .text, .standard(.text("label")), "column of the class"),
        OptionDeclaration(
          "classes", .list(.text), .optional,
          "the classes in the order of their numbers; left out, those found, sorted"),
        OptionDeclaration(
          "validation_share", .number(0...0.5), .standard(.number(0.1)),
          "share of the training rows kept for validation where no such file is given"),
        .limit,
      ])
  }

  public static func objective(_ options: Value) -> DatasetObjective { .classification }

  public static func classes(_ options: Value) -> [String]? {
    options["classes"]?.list?.compactMap(\.text)
  }

  public static func load(_ options: Value) throws -> RawDataset {
    let reader = TableReader(options: options)
    var tables = ["train": try reader.rows("train", labelled: true)]
    if options["validation"] != nil {
      tables["validation"] = try reader.rows("validation", labelled: true)
    } else {
      let share = try options.requiredNumber("validation_share")
      let all = tables["train"] ?? []
      tables["train"] = all.filter { $0.heldOutDraw >= share }
      tables["validation"] = all.filter { $0.heldOutDraw < share }
    }
    if options["test"] != nil { tables["test"] = try reader.rows("test", labelled: false) }
    guard tables["train"]?.isEmpty == false else {
      throw DatasetError(
        "\(try options.requiredText("train")): expected at least one row to train on")
    }
    let classes = try reader.classes(of: tables)
    let splits = try tables.mapValues { try reader.examples($0, classes: classes) }
    return RawDataset(
      objective: objective(options), splits: splits, classes: classes, source: "a local file"
    ).limited(to: options["limit"]?.integer)
  }
}

/// A row of a table whose class is still a name.
private struct LabelledRow {
  let place: String
  let text: String
  let pair: String?
  let label: String?

  /// Equal texts get equal draws, so none is in both splits.
  var heldOutDraw: Double {
    StableHash.share(StableHash.of(text) ^ StableHash.mixed(StableHash.of(pair ?? "")))
  }
}

/// Turns tables into examples as the options say.
private struct TableReader {
  let options: Value

  /// The rows of the file that the option `role` names.
  func rows(_ role: String, labelled: Bool) throws(DatasetError) -> [LabelledRow] {
    let format = DelimitedTable.Format(rawValue: try options.requiredText("format")) ?? .tabs
    let table = try DelimitedTable(try options.requiredText(role), format: format)
    let text = try table.column(try options.requiredText("text"))
    let pair: Int? =
      if let name = options["pair"]?.text { try table.column(name) } else { nil }
    let name = try options.requiredText("label")
    let label = labelled || table.header.contains(name) ? try table.column(name) : nil
    return table.rows.map { row in
      LabelledRow(
        place: "\(table.path):\(row.line)", text: row.fields[text],
        pair: pair.map { row.fields[$0] }, label: label.map { row.fields[$0] })
    }
  }

  /// The classes given, or all those found, sorted by name.
  func classes(of tables: [String: [LabelledRow]]) throws(DatasetError) -> [String] {
    var classes = Set(tables.values.joined().compactMap(\.label)).sorted()
    if let given = options["classes"]?.list { classes = given.compactMap(\.text) }
    guard classes.count >= 2, Set(classes).count == classes.count else {
      throw DatasetError(
        "expected at least two different classes, found: \(classes.joined(separator: ", "))")
    }
    return classes
  }

  /// The rows with their classes as numbers.
  func examples(
    _ rows: [LabelledRow], classes: [String]
  ) throws(DatasetError) -> [RawExample] {
    var labels: [String: Int32] = [:]
    for (label, name) in classes.enumerated() { labels[name] = Int32(label) }
    try DelimitedTable.report(
      rows.filter { $0.label.map { labels[$0] == nil } ?? false }.map { row in
        "\(row.place): expected one of the classes \(classes.joined(separator: ", ")), "
          + "found '\(row.label ?? "")'"
      })
    return rows.map { row in
      RawExample(row.text, pair: row.pair, label: row.label.flatMap { labels[$0] })
    }
  }
}
