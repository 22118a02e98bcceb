internal import Options

/// Running text from columns of a TSV, CSV or JSONL file of the user's own, in which every text is
/// a passage.
struct TableTexts: DatasetKind {
  static let name = "table-texts"
  static let about =
    "Texts of a TSV, CSV or JSONL file, each a passage, for masked language modelling"

  var file = ""
  var validation: String?
  var validationShare = 0.05
  var format = DelimitedTable.Format.tabs
  /// Whether a row names the columns; nil means true.
  var hasHeader: Bool?
  var texts = ["text"]

  static let options: [OptionProperty<TableTexts>] = [
    .required("file", \.file, .file, "UTF-8 table"),
    .optional("validation", \.validation, .file, "a second such table for validation"),
    .option("format", \.format, .choice, "as of `table`"),
    .optional("header", \.hasHeader, .boolean, "as of `table`"),
    .option("texts", \.texts, .list(.text), "columns whose texts are passages"),
    .option(
      "validation_share", \.validationShare, .number(0...0.5),
      "share of the passages kept for validation where no such file is given"),
  ]

  var content: DatasetContent { .runningText }

  func load() throws -> RawDataset {
    var broken = BrokenRows()
    let all = try passages(file, &broken)
    let heldOut: [RawExample]? =
      if let validation { try passages(validation, &broken) } else { nil }
    let data = RawDataset(
      passages: all, validation: heldOut, share: validationShare, broken: broken)
    guard data.splits["train"]?.isEmpty == false else {
      throw DatasetError("\(file): expected at least one text to train on in \(texts.listed)")
    }
    return data
  }

  /// Whether columns have names; the members of objects always do.
  private var hasNames: Bool { hasHeader != false || format == .objects }

  /// Reads the texts of a file, row by row, without blank ones, and adds its broken rows to
  /// `broken`.
  private func passages(
    _ path: String, _ broken: inout BrokenRows
  ) throws(DatasetError) -> [RawExample] {
    let columns = try texts.map { name throws(DatasetError) in
      try TableColumn(name, of: path, isNamed: hasNames)
    }
    let table = try DelimitedTable(path, format: format, hasHeader: hasNames, columns: columns)
    broken.add(table.broken)
    let indices = try columns.map { column throws(DatasetError) in try table.index(of: column) }
    return table.rows.flatMap { row in
      indices.map { row.fields[$0].trimmed }.filter { !$0.isEmpty }.map { RawExample($0) }
    }
  }
}
