internal import Models

/// A training checkpoint: one safetensors file with the parameters, what the optimizer remembers,
/// and the curves.
///
/// Doubles travel as text in the header's metadata, in shortest round-trip form, so that a resumed
/// run is the same to the bit.
package enum Checkpoint {
  package static let fileName = "checkpoint.safetensors"

  /// - Throws: `TrainingDiverged` where a parameter isn't finite; the file is then left as it was.
  package static func save(_ trainer: Trainer, to path: String) throws {
    try trainer.checkParameters()
    let state = trainer.state
    var writer = SafetensorsWriter()
    let buffers = [("", trainer.model.bank.values)] + state.memories.map { ("\($0).", $1) }
    for parameter in trainer.model.bank.layout.parameters {
      for (prefix, buffer) in buffers {
        writer.add(
          prefix + parameter.name, shape: parameter.shape,
          values: UnsafeBufferPointer(buffer.at(parameter.range)))
      }
    }
    let metadata = [("optimizer", state.optimizer)] + state.progress.metadata
    try writer.write(to: path, metadata: metadata)
    trainer.lastCheckpoint = SavedCheckpoint(step: state.progress.step, path: path)
  }

  /// The step that a folder's checkpoint was saved at; nil where there is none, or it is damaged.
  package static func step(inFolder folder: String) -> Int? {
    let file = try? SafetensorsFile(path: "\(folder)/\(fileName)")
    return file.flatMap { try? CheckpointProgress($0).step }
  }

  /// Puts `trainer` where it was when the checkpoint was saved.
  ///
  /// - Parameter best: The file of the best model, if evaluations may have written one.
  /// - Returns: false where that file isn't the one that the checkpoint was saved beside; `trainer`
  ///   is then as it was, to begin anew.
  /// - Throws: `TensorFileError` where the file is damaged or of another model or optimizer;
  ///   `trainer` is then of no further use.
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
    for (name, numbers) in state.memories {
      try load(name, into: numbers, trainer.model.bank.layout, file)
    }
    trainer.resume(progress)
    trainer.lastCheckpoint = SavedCheckpoint(step: progress.step, path: path)
    return true
  }

  /// Fills what the optimizer remembers under one name.
  private static func load(
    _ memory: String, into numbers: UnsafeMutableBufferPointer<Float>, _ layout: ParameterLayout,
    _ file: SafetensorsFile
  ) throws {
    for parameter in layout.parameters {
      let name = "\(memory).\(parameter.name)"
      let values = try file.values(of: name)
      guard values.count == parameter.count else {
        throw TensorFileError(file.path, "tensor \(name) has another shape")
      }
      _ = numbers.at(parameter.range).update(fromContentsOf: values)
    }
  }
}

/// What a checkpoint holds beside the model.
struct CheckpointState {
  let progress: CheckpointProgress
  /// The optimizer's name in a spec.
  let optimizer: String
  /// What it remembers, by its names.
  let memories: [(name: String, numbers: UnsafeMutableBufferPointer<Float>)]
}

/// The numbers of a run that are no tensors, as metadata of a checkpoint.
struct CheckpointProgress {
  var step: Int
  var losses: LossCurve
  var firstUpdate: Double?
  /// The evaluations.
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
      ("validation.steps", text(validation.map(\.step))),
      ("validation.values", text(validation.map(\.value))),
    ]
  }
}
