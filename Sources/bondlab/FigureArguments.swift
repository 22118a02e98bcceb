internal import ArgumentParser

/// Which figures the table of all of them has.
struct FigureArguments: ParsableArguments {
  @Flag(
    help: """
      Has the figures in 'results' that are left out otherwise, for there are so many: those of \
      each bond of each decomposed matrix (Schmidt values, their entropies, what was dropped).
      """)
  var allMetrics = false
}
