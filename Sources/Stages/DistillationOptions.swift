internal import Pipeline
internal import Options
internal import Spec
internal import Training

/// What a spec says of a teacher: the option `distill` of training.
enum DistillationOptions {
  static let name = "distill"
  /// The input that is the teacher.
  static let teacher = "\(name).teacher"

  static var declaration: OptionDeclaration {
    OptionDeclaration(
      name, .group(options), .optional, "learns from a model that has learnt before, too")
  }

  private static var options: [OptionDeclaration] {
    let standard = Distillation()
    return [
      OptionDeclaration(
        "teacher", .stage(producing: ["model"]), .required,
        "a model of the same vocabulary, of any size and with any sharing"),
      OptionDeclaration(
        "logits", .number(0...1e6), .standard(.number(standard.logits)),
        "weight of the divergence from the teacher's scores"),
      OptionDeclaration(
        "temperature", .number(0.01...1e4), .standard(.number(standard.temperature)),
        "by which both models' scores are divided before they are compared"),
      OptionDeclaration(
        "hidden", .number(0...1e6), .standard(.number(standard.hidden)),
        "weight of the distance of hidden states; a learned matrix brings them to one width"),
      OptionDeclaration(
        "attention", .number(0...1e6), .standard(.number(standard.attention)),
        "weight of the divergence from the last layer's attention; needs as many heads"),
      OptionDeclaration(
        "hard", .number(0...1e6), .standard(.number(standard.hard)),
        "weight of the loss that the data alone give"),
      OptionDeclaration(
        "layers", .choice(Distillation.LayerMap.allCases.map(\.rawValue)),
        .standard(.text(standard.layers.rawValue)),
        "of which teacher's layers hidden states are learnt: evenly spread ones, or the last"),
    ]
  }

  /// What validated options, with their defaults, ask for.
  static func distillation(_ options: Value?) -> Distillation? {
    guard let options else { return nil }
    func number(_ name: String) -> Double { options[name]?.number ?? 0 }
    return Distillation(
      logits: number("logits"), temperature: number("temperature"), hidden: number("hidden"),
      attention: number("attention"), hard: number("hard"),
      layers: options["layers"]?.text.flatMap(Distillation.LayerMap.init) ?? .uniform)
  }

  /// A teacher has one head, and its student must have the same.
  static func conflicts(_ request: StageRequest) -> [OptionConflict] {
    guard request.products["data"] == "mixture", request.stage.options[name] != nil else {
      return []
    }
    return [
      OptionConflict(
        name, "`distill` is for one task, but 'data' is a mixture",
        hint: "leave `distill` out, or name the data of one task")
    ]
  }

  /// What can't stand together.
  static func conflicts(_ options: Value?) -> [OptionConflict] {
    guard let asked = distillation(options), !asked.learnsFromTeacher else { return [] }
    return [
      OptionConflict(
        name, "`distill` learns nothing from its teacher",
        hint: "give `logits`, `hidden` or `attention` a weight above 0, or leave `distill` out")
    ]
  }
}
