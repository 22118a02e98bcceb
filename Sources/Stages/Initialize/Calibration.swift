internal import Datasets
internal import Models
internal import Options
internal import Pipeline
internal import Training

extension InitializeStage {
  /// Finds calibration that would change nothing, or that the donor can't read.
  static func conflictsOfCalibration(
    _ options: InitializeOptions, _ request: StageRequest
  ) -> [OptionConflict] {
    let option = options.calibration.role
    guard request.products[option] != nil else {
      guard options.calibrationTokens != nil else { return [] }
      return [
        OptionConflict(
          "calibration_tokens", "'calibration_tokens' has no effect without 'calibration'",
          hint: "name the data to calibrate on, or leave it out")
      ]
    }
    guard request.products[options.donor.role] != nil else {
      return [
        OptionConflict(
          option, "'calibration' runs a donor, but there is no 'from'", hint: "leave it out")
      ]
    }
    guard !options.sharing.calibratedMatrices.isEmpty else {
      return [
        OptionConflict(
          option,
          "'calibration' has no effect: '\(options.sharing.name)' fits nothing to inputs",
          hint: "leave it out")
      ]
    }
    return InputOutlooks(request).conflicts(of: options.donor, reading: options.calibration)
  }

  /// Runs the donor on the data to calibrate on; returns nil where there are none.
  ///
  /// - Throws: `DatasetError` where the donor can't read the data, ``StageError`` where what enters
  ///   its matrices is not finite, `StageStopped` where the stage was asked to stop.
  static func inputMoments(
    of donor: StoredModel, _ options: InitializeOptions, _ job: StageJob,
    _ reporter: any StageReporter
  ) throws -> InputMoments? {
    guard job.files(options.calibration) != nil else { return nil }
    let data = try job.dataset(options.calibration)
    try donor.check(data)
    let batches = try data.split("train").beginning(
      tokens: options.calibrationTokens ?? InitializeOptions.usualCalibrationTokens)
    let moments = InputMoments(
      of: donor, entering: options.sharing.calibratedMatrices, batches: batches,
      threads: job.threads
    ) { done, all in
      reporter.progress(StageProgress(step: done, steps: all, note: "batches"))
      return !reporter.shouldStop
    }
    guard let moments else { throw StageStopped() }
    guard moments.isFinite else {
      throw StageError(
        "what enters the donor's matrices on the data of 'calibration' is not finite")
    }
    return moments
  }
}

extension EncodedSplit {
  /// Most tokens of a batch with several sequences.
  private static let batchTokens = 1024

  /// Returns the first sequences of the split in batches: whole ones, of so many tokens at most,
  /// but at least one.
  fileprivate func beginning(tokens most: Int) -> [PackedTokens] {
    var (batches, open): ([[Int]], [Int]) = ([], [])
    var first = 0
    for example in 0..<count where example == 0 || offsets[example + 1] <= most {
      if !open.isEmpty && offsets[example + 1] - offsets[first] > Self.batchTokens {
        batches.append(open)
        open = []
      }
      if open.isEmpty { first = example }
      open.append(example)
    }
    return (batches + [open]).map { PackedTokens(batch($0)) }
  }
}
