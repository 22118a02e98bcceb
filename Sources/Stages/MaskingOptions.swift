internal import Datasets
internal import Options
internal import Spec

/// What a spec says of the pieces that are guessed: the option `masking` of training.
enum MaskingOptions {
  static var all: [OptionDeclaration] {
    let standard = MaskingRule()
    return [
      OptionDeclaration(
        "unit", .choice(MaskingRule.Unit.allCases.map(\.rawValue)),
        .standard(.text(standard.unit.rawValue)),
        "what is chosen at a time: a piece, a whole word, or several words in a row"),
      OptionDeclaration(
        "share", .number(0.001...1), .standard(.number(standard.share)),
        "the part of a sequence's pieces that is chosen"),
      OptionDeclaration(
        "longest", .integer(1...1000), .standard(.integer(standard.longest)),
        "the most words of an n-gram; n of them are as likely as 1/n"),
    ]
  }

  /// What validated options, with their defaults, ask for.
  static func rule(_ options: Value?) -> MaskingRule {
    guard let options else { return MaskingRule() }
    let standard = MaskingRule()
    return MaskingRule(
      unit: options["unit"]?.text.flatMap(MaskingRule.Unit.init) ?? standard.unit,
      share: options["share"]?.number ?? standard.share,
      longest: options["longest"]?.integer ?? standard.longest)
  }
}
