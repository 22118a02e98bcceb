internal import Options
internal import Training

/// What a spec says of a teacher.
struct DistillationOptions: OptionSet {
  var teacher = StageInput()
  var weights = Distillation()

  static let options: [OptionProperty<DistillationOptions>] =
    [
      .required(
        "teacher", \.teacher, .stage(producing: "model"),
        "a model of the same vocabulary, of any size and with any sharing")
    ] + Distillation.options(inside: \.weights)
}
