internal import Models

/// A training checkpoint: one safetensors file with the parameters, AdamW's moments and the curve.
///
/// Doubles travel as text in the header's metadata, in shortest round-trip form, so that a resumed
/// run is the same to the bit.
package enum Checkpoint {
  package static let fileName = "checkpoint.safetensors"

  package static func save(_ trainer: Trainer, to path: String) throws {
    let state = trainer.state
    var writer = SafetensorsWriter()
    for parameter in trainer.model.bank.layout.parameters {
      for (prefix, buffer) in [
        ("", trainer.model.bank.values), ("first.", state.first), ("second.", state.second),
      ] {
        writer.add(
          prefix + parameter.name, shape: parameter.shape,
          values: UnsafeBufferPointer(rebasing: buffer[parameter.range]))
      }
    }
    try writer.write(
      to: path,
      metadata: [
        ("step", "\(state.step)"),
        ("curve.steps", join(state.curve.map { "\($0.step)" })),
        ("curve.losses", join(state.curve.map { "\($0.loss)" })),
        ("pending", join(state.lossesSincePoint.map { "\($0)" })),
        ("first_update", state.firstUpdate.map { "\($0)" } ?? ""),
      ])
  }

  /// Puts `trainer` where it was when the checkpoint was saved.
  ///
  /// - Throws: `SafetensorsError` where the file is damaged or of another model; `trainer` is then
  ///   of no further use.
  package static func restore(_ trainer: Trainer, from path: String) throws {
    let file = try SafetensorsFile(path: path)
    let state = trainer.state
    try trainer.model.bank.load(file)
    for parameter in trainer.model.bank.layout.parameters {
      for (prefix, buffer) in [("first.", state.first), ("second.", state.second)] {
        let values = try file.values(of: prefix + parameter.name)
        guard values.count == parameter.count else {
          throw SafetensorsError(path, "tensor \(prefix)\(parameter.name) has another shape")
        }
        for (index, value) in zip(parameter.range, values) { buffer[index] = value }
      }
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

  private static func join(_ texts: [String]) -> String { texts.joined(separator: " ") }

  private static func numbers(_ text: String?) -> [Double] {
    (text ?? "").split(separator: " ").compactMap { Double($0) }
  }
}
