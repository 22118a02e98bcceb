internal import Models

/// Saves and restores training runs in a safetensors file of the parameters, the optimizer's
/// state, what hooks keep, and the curves.
///
/// Doubles are text in the header's metadata, in shortest round-trip form, so that a resumed run is
/// the same to the bit.
package enum Checkpoint {
  package static let fileName = "checkpoint.safetensors"

  /// Saves the state of a run.
  ///
  /// - Parameter notes: Names and values to find in the file again, which need no escaping in JSON.
  /// - Throws: `TrainingDiverged` where a parameter isn't finite; the file is then left as it was.
  package static func save(
    _ trainer: Trainer, to path: String, notes: [(String, String)] = []
  ) throws {
    try trainer.checkParameters()
    let state = trainer.state
    var writer = SafetensorsWriter()
    let buffers =
      [("", trainer.model.bank.values)] + state.optimizerState.map { ("\($0).", $1) }
    for parameter in trainer.model.bank.layout.parameters {
      for (prefix, buffer) in buffers {
        writer.add(
          prefix + parameter.name, shape: parameter.shape,
          values: UnsafeBufferPointer(buffer.at(parameter.range)))
      }
    }
    for buffer in state.hookBuffers {
      for parameter in buffer.layout.parameters {
        writer.add(
          "\(buffer.name).\(parameter.name)", shape: parameter.shape,
          values: UnsafeBufferPointer(buffer.numbers.at(parameter.range)))
      }
    }
    let metadata = [("optimizer", state.optimizer)] + state.progress.metadata + notes
    try writer.write(to: path, metadata: metadata)
    trainer.lastCheckpoint = SavedCheckpoint(step: state.progress.step, path: path)
  }

  /// Reads the step of a folder's checkpoint; nil where there is none, or it is damaged.
  package static func step(inFolder folder: String) -> Int? {
    let file = try? SafetensorsFile(path: "\(folder)/\(fileName)")
    return file.flatMap { try? CheckpointProgress($0).step }
  }

  /// Reads the notes that a checkpoint was saved with, among other numbers of its run.
  ///
  /// - Throws: `TensorFileError` where the file is damaged.
  package static func notes(at path: String) throws -> [String: String] {
    try SafetensorsFile(path: path).metadata
  }

  /// Restores the state that `trainer` had when the checkpoint was saved.
  ///
  /// - Parameter best: The file of the best model, if evaluations may have written one.
  /// - Returns: false where that file isn't the one that the checkpoint was saved beside; `trainer`
  ///   is then unchanged, to begin anew.
  /// - Throws: `TensorFileError` where the file is damaged or of another model or optimizer;
  ///   `trainer` must then be thrown away.
  package static func restore(_ trainer: Trainer, from path: String, best: String) throws -> Bool {
    let file = try SafetensorsFile(path: path)
    let (state, progress) = (trainer.state, try CheckpointProgress(file))
    guard file.metadata["optimizer"] == state.optimizer else {
      let found = file.metadata["optimizer"].map { "the optimizer '\($0)'" } ?? "no optimizer"
      throw TensorFileError(path, "is of \(found); '\(state.optimizer)' can't go on from it")
    }
    let curve = ValidationCurve(trainer.settings.stopping, points: progress.validation)
    if let saved = curve.best,
      !BestModel.fits(best, best: saved.step, checkpoint: progress.step)
    {
      return false
    }
    try trainer.model.bank.load(file)
    for (name, numbers) in state.optimizerState {
      try load(name, into: numbers, trainer.model.bank.layout, file)
    }
    for buffer in state.hookBuffers {
      try load(buffer.name, into: buffer.numbers, buffer.layout, file)
    }
    trainer.resume(progress)
    trainer.lastCheckpoint = SavedCheckpoint(step: progress.step, path: path)
    return true
  }

  /// Loads one buffer of the optimizer or of a hook from the tensors `<prefix>.<parameter>`.
  private static func load(
    _ prefix: String, into numbers: UnsafeMutableBufferPointer<Float>, _ layout: ParameterLayout,
    _ file: SafetensorsFile
  ) throws {
    for parameter in layout.parameters {
      let name = "\(prefix).\(parameter.name)"
      let values = try file.values(of: name)
      guard values.count == parameter.count else {
        throw TensorFileError(file.path, "tensor \(name) has another shape")
      }
      _ = numbers.at(parameter.range).update(fromContentsOf: values)
    }
  }
}

/// The content of a checkpoint beside the model.
struct CheckpointState {
  let progress: CheckpointProgress
  /// Name of the optimizer in a spec.
  let optimizer: String
  /// Buffers of the optimizer's state, such as Adam's moments, with their names.
  let optimizerState: [(name: String, numbers: UnsafeMutableBufferPointer<Float>)]
  /// What hooks keep from step to step.
  let hookBuffers: [HookBuffer]
}

/// The numbers of a run that are no tensors, which are metadata of a checkpoint.
struct CheckpointProgress {
  var step: Int
  var losses: LossCurve
  var firstUpdate: Double?
  var updateRatio = RunningMean()
  /// Metric of each evaluation on the validation split.
  var validation: [CurvePoint]
}

extension CheckpointProgress {
  init(_ file: SafetensorsFile) throws {
    guard let step = file.metadata["step"].flatMap({ Int($0) }) else {
      throw TensorFileError(file.path, "does not say at which step it was saved")
    }
    func numbers(_ name: String) -> [Double] {
      (file.metadata[name] ?? "").split(separator: " ").compactMap { Double($0) }
    }
    func points(_ steps: String, _ values: String) -> [CurvePoint] {
      zip(numbers(steps), numbers(values)).map { CurvePoint(step: Int($0), value: $1) }
    }
    self.init(
      step: step,
      losses: LossCurve(
        points: points("curve.steps", "curve.losses"), pending: numbers("pending"),
        recent: numbers("recent")),
      firstUpdate: numbers("first_update").first,
      updateRatio: RunningMean(numbers("update_ratio")),
      validation: points("validation.steps", "validation.values"))
  }

  var metadata: [(String, String)] {
    func text(_ numbers: [Double]) -> String { numbers.map { "\($0)" }.joined(separator: " ") }
    func text(_ steps: [Int]) -> String { steps.map { "\($0)" }.joined(separator: " ") }
    return [
      ("step", "\(step)"),
      ("curve.steps", text(losses.points.map(\.step))),
      ("curve.losses", text(losses.points.map(\.value))),
      ("pending", text(losses.pending)),
      ("recent", text(losses.recent)),
      ("first_update", text([firstUpdate].compactMap { $0 })),
      ("update_ratio", text(updateRatio.numbers)),
      ("validation.steps", text(validation.map(\.step))),
      ("validation.values", text(validation.map(\.value))),
    ]
  }
}
