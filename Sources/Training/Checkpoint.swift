internal import Models

/// A training checkpoint: one safetensors file with the parameters, what the optimizer remembers,
/// and the curve.
///
/// Doubles travel as text in the header's metadata, in shortest round-trip form, so that a resumed
/// run is the same to the bit.
package enum Checkpoint {
  package static let fileName = "checkpoint.safetensors"

  package static func save(_ trainer: Trainer, to path: String) throws {
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
    try writer.write(
      to: path,
      metadata: [
        ("step", "\(state.step)"),
        ("optimizer", state.optimizer),
        ("curve.steps", join(state.curve.map { "\($0.step)" })),
        ("curve.losses", join(state.curve.map { "\($0.loss)" })),
        ("pending", join(state.lossesSincePoint.map { "\($0)" })),
        ("first_update", state.firstUpdate.map { "\($0)" } ?? ""),
      ])
  }

  /// Puts `trainer` where it was when the checkpoint was saved.
  ///
  /// - Throws: `SafetensorsError` where the file is damaged or of another model or optimizer;
  ///   `trainer` is then of no further use.
  package static func restore(_ trainer: Trainer, from path: String) throws {
    let file = try SafetensorsFile(path: path)
    let state = trainer.state
    guard file.metadata["optimizer"] == state.optimizer else {
      let found = file.metadata["optimizer"].map { "the optimizer '\($0)'" } ?? "no optimizer"
      throw SafetensorsError(path, "is of \(found); '\(state.optimizer)' can't go on from it")
    }
    try trainer.model.bank.load(file)
    for (name, numbers) in state.memories {
      try load(name, into: numbers, trainer.model.bank.layout, file)
    }
    guard let step = file.metadata["step"].flatMap({ Int($0) }) else {
      throw SafetensorsError(path, "does not say at which step it was saved")
    }
    let losses = numbers(file.metadata["curve.losses"])
    let curve = zip(numbers(file.metadata["curve.steps"]), losses).map {
      CurvePoint(step: Int($0), loss: $1)
    }
    trainer.resume(
      step: step, curve: curve, lossesSincePoint: numbers(file.metadata["pending"]),
      firstUpdate: numbers(file.metadata["first_update"]).first)
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
        throw SafetensorsError(file.path, "tensor \(name) has another shape")
      }
      _ = numbers.at(parameter.range).update(fromContentsOf: values)
    }
  }

  private static func join(_ texts: [String]) -> String { texts.joined(separator: " ") }

  private static func numbers(_ text: String?) -> [Double] {
    (text ?? "").split(separator: " ").compactMap { Double($0) }
  }
}
