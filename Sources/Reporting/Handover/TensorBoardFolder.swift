/// The folder of event files that TensorBoard opens: a run for each stage of each cell.
package enum TensorBoardFolder {
  /// Returns the files of runs by their paths.
  ///
  /// TensorBoard keeps numbers in single precision. All points of a run have the time of its end,
  /// as the times of steps aren't stored.
  package static func files(_ runs: [StageRun]) -> [(path: String, bytes: [UInt8])] {
    let folders = HandoverName.distinct(runs.map { HandoverName.folder($0.name) })
    return zip(runs, folders).compactMap { run, folder in
      guard !run.points.isEmpty else { return nil }
      var file = EventFile(at: run.finished)
      for point in run.points {
        file.add(point.metric, step: point.step, point.value, at: run.finished)
      }
      return ("\(folder)/events.out.tfevents.\(run.finished / 1000).bondlab", file.bytes)
    }
  }
}
