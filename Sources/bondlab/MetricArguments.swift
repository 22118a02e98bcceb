internal import ArgumentParser

/// The option that selects the metrics of `results`, the table of all metrics.
struct MetricArguments: ParsableArguments {
  @Flag(
    help: """
      Include in 'results' the metrics of every bond of every decomposed matrix (Schmidt values, \
      their entropies, truncation errors), which are left out otherwise as they are many
      """)
  var allMetrics = false
}
