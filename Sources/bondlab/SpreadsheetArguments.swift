internal import ArgumentParser
internal import Reporting

/// The option that writes CSV for programs of spreadsheets.
struct SpreadsheetArguments: ParsableArguments {
  @Flag(
    help: """
      Write CSV for spreadsheets: a byte order mark first, and an apostrophe before texts that \
      begin with = + - @, a tab or a line end, so that none is taken for a formula
      """)
  var excel = false

  /// The format of CSV files.
  var exporter: any Exporter.Type { excel ? SpreadsheetExporter.self : CSVExporter.self }
}
