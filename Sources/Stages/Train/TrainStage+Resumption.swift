internal import Training

extension TrainStage {
  /// Finds the step of the last checkpoint, from which the training continues.
  public static func resumption(
    _ options: @autoclosure () -> TrainOptions, from folder: String
  ) -> Resumption? {
    Checkpoint.step(inFolder: folder).map { Resumption(step: $0, of: options().steps) }
  }
}
