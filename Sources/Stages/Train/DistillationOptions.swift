internal import Options
internal import Training

/// Options of learning from a teacher.
struct DistillationOptions: OptionSet {
  var teacher = StageInput()
  var weights = Distillation()

  static let options: [OptionProperty<DistillationOptions>] =
    [
      .required(
        "teacher", \.teacher, .stage(producing: "model"),
        "a model with the same vocabulary, of any size and any way of sharing")
    ] + Distillation.options(inside: \.weights)
}
