internal import Options
internal import Spec
internal import Training

extension ModelOptions {
  /// How parts learn, a mapping for each rule.
  static var learningRules: OptionType {
    .list(
      .group([
        OptionDeclaration("parts", selections, .required, "which parts"),
        OptionDeclaration(
          "rate_factor", .number(0...1e6), .standard(.number(1)), "their rate over the stage's"),
        OptionDeclaration("decay", .number(0...10), .optional, "their decay; the stage's"),
        OptionDeclaration(
          "update", .number(0...1), .standard(.number(1)),
          "how likely a step changes them; below 1 it is MPOE's gradient mask"),
      ]))
  }

  /// The rules that validated options describe.
  static func learningRules(_ options: Value?) -> [LearningRule] {
    (options?.list ?? []).map { rule in
      LearningRule(
        selections(rule["parts"]), rateFactor: rule["rate_factor"]?.number ?? 1,
        decay: rule["decay"]?.number, probability: rule["update"]?.number ?? 1)
    }
  }
}
