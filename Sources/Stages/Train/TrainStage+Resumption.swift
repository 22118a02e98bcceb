internal import Training

extension TrainStage {
  /// At its last checkpoint.
  public static func resumption(
    _ options: @autoclosure () -> TrainOptions, from folder: String
  ) -> Resumption? {
    Checkpoint.step(inFolder: folder).map { Resumption(step: $0, of: options().steps) }
  }
}
