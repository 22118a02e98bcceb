internal import Models

/// Adds and removes the matrices that bring a student's hidden states to its teacher's width while
/// it learns, one for the embeddings and one for all layers, as in TinyBERT (arXiv 1909.10351, eq.
/// 8 and 9).
///
/// They are in the student's bank, so that the optimizer and checkpoints treat them as its own, and
/// are left out of the trained model.
enum Projection {
  static func name(forLayer layer: Int) -> String {
    layer == 0 ? "distillation.embeddings.weight" : "distillation.layers.weight"
  }

  /// Returns the layout of the student's parameters, with the matrices if it needs any.
  static func layout(
    _ student: ModelDescription, for teacher: ModelDescription?, _ settings: TrainingSettings
  ) -> ParameterLayout {
    var layout = ParameterLayout(student)
    guard let teacher, let distillation = settings.distillation, distillation.hidden > 0,
      student.encoder.hidden != teacher.encoder.hidden
    else { return layout }
    for layer in 0...1 {
      layout.addMatrix(
        name(forLayer: layer), rows: teacher.encoder.hidden, columns: student.encoder.hidden)
    }
    return layout
  }

  /// Returns the model with the matrices, which start afresh, if it needs any.
  static func extended(
    _ model: StoredModel, for teacher: ModelDescription?, _ settings: TrainingSettings
  ) -> StoredModel {
    let layout = layout(model.description, for: teacher, settings)
    guard layout.count != model.bank.layout.count else { return model }
    let bank = ParameterBank(layout)
    bank.startFresh(
      seed: UInt64(bitPattern: Int64(settings.seed)), model.description.encoder)
    return model.copied(into: bank)
  }

  /// Returns the model without the matrices.
  static func removed(from model: StoredModel) -> StoredModel {
    let layout = ParameterLayout(model.description)
    guard layout.count != model.bank.layout.count else { return model }
    return model.copied(into: ParameterBank(layout))
  }
}

extension StoredModel {
  /// Copies the model's numbers into a bank that has more parameters or fewer.
  fileprivate func copied(into bank: ParameterBank) -> StoredModel {
    for parameter in bank.layout.parameters {
      if let values = self.bank[parameter.name] { bank[parameter.name] = values }
    }
    return StoredModel(description: description, bank: bank, vocabulary: vocabulary)
  }
}
