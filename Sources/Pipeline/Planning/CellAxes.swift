internal import Spec

/// The sweep axes that make a plan's cells.
///
/// They are the axes of the spec's own file and those of included files that something uses: an
/// axis that came along with others, and on which nothing depends, would only repeat each cell.
struct CellAxes {
  /// Indices of the axes, ascending.
  let indices: [Int]
  /// Names of the axes, in the order of the spec.
  let names: [String]

  /// Finds the axes.
  ///
  /// - Parameter stages: The stages of the spec; nil for those that could not be read.
  init(_ spec: ExperimentSpec, _ stages: [ReadStage?]) {
    let used = Set(
      stages.compactMap { $0 }.flatMap { stage in
        stage.options.flatMap(\.axes) + stage.gathered.map(\.axis)
      })
    let named = Set(
      spec.tables.flatMap { ($0.rows ?? []) + [$0.over].compactMap { $0 } }.map(\.text)
        + (spec.search.map { $0.trials + [$0.rungs] } ?? []).map(\.text))
    let axes = spec.sweep.axes
    indices = axes.indices.filter {
      !spec.files.includedAxes.contains(axes[$0].name) || used.contains($0)
        || named.contains(axes[$0].name)
    }
    names = indices.map { axes[$0].name }
  }
}
