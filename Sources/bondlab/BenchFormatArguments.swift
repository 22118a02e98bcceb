internal import ArgumentParser
internal import Reporting

/// The option that chooses how a benchmark prints its rows, by a ``BenchReport``.
struct BenchFormatArguments: ParsableArguments {
  @Option(
    help: """
      Output format: \(ExporterCatalog.names.joined(separator: ", ")); \
      json prints a row as soon as it is measured
      """)
  var format = "text"

  /// The format that is asked for.
  ///
  /// - Throws: `ValidationError` where there is no such format.
  var exporter: any Exporter.Type {
    get throws { try bondlab.exporter(format) }
  }
}
