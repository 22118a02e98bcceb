internal import MatrixProduct
internal import Models
public import Pipeline
internal import Options
internal import Spec

/// Counts the parameters of a model that is only described; nothing of it is made.
public enum SizeStage: StageForm {
  public static var declaration: StageDeclaration {
    StageDeclaration(
      kind: "size", version: 1, about: "counts the parameters of a model without making it",
      produces: "scores",
      options: [
        OptionDeclaration(
          "vocabulary", .integer(1...10_000_000), .required, "pieces of the vocabulary"),
        OptionDeclaration("encoder", .group(ModelOptions.encoder), .required, "its sizes"),
        OptionDeclaration(
          "sharing", SharingCatalog.optionType, .required, "how layers share parameters"),
        OptionDeclaration(
          "tensors", .integer(2...16), .standard(.integer(5)),
          "local tensors of a matrix, where sharing factorises"),
        OptionDeclaration(
          "bond", .integer(1...1_000_000, orWords: ["full"]), .standard(.text("full")),
          "no bond dimension is larger, where sharing factorises"),
        OptionDeclaration(
          "adapter", .group(ModelOptions.adapter), .optional, "low-rank terms of each layer's own"),
        OptionDeclaration(
          "pooler", .boolean, .standard(.boolean(true)), "whether the pooler counts"),
        OptionDeclaration(
          "language_head", .boolean, .standard(.boolean(false)),
          "whether the head of masked language modelling counts"),
      ],
      conflicts: { request in
        let options = request.stage.options
        return ModelOptions.conflicts(of: options["encoder"] ?? .null)
          + ModelOptions.conflicts(
            ofAdapter: options["adapter"], sharing: options["sharing"] ?? .null)
      })
  }

  public static func run(_ job: StageJob, reporter: any StageReporter) throws -> StageOutput {
    let description = description(job)
    let hasPooler = job.options["pooler"]?.boolean == true
    // A pooler stands under a classifier, which no published size counts.
    let counted = ParameterLayout(description).parameters.filter { parameter in
      switch parameter.part {
      case .pooler: hasPooler
      case .heads: !parameter.name.hasPrefix("classifier")
      default: true
      }
    }
    let sizes = Dictionary(counted.map { ($0.part, $0.count) }, uniquingKeysWith: +)
    let total = sizes.values.reduce(0, +)
    return StageOutput(
      metrics: [
        Metric("parameters", Double(total)),
        Metric("vocabulary", Double(job.integer("vocabulary"))),
      ]
        + Parameter.Part.allCases.map { Metric($0.rawValue, Double(sizes[$0] ?? 0)) })
  }

  private static func description(_ job: StageJob) -> ModelDescription {
    let sharing = job.options["sharing"] ?? .null
    var description = ModelDescription(
      encoder: ModelOptions.shape(
        job.options["encoder"] ?? .null, vocabulary: job.integer("vocabulary")),
      sharing: sharing, adapter: ModelOptions.adapter(job.options["adapter"]),
      hasLanguageHead: job.options["language_head"]?.boolean == true, classes: ["any"])
    guard SharingCatalog.kind(sharing).isFactorised else { return description }
    description.factorise { rows, columns in
      let factors = FactorShape.balanced(
        rows: rows, columns: columns, tensors: job.integer("tensors"))
      return ModelDescription.Factorisation(
        factors: factors, bonds: factors.bonds(cap: job.options["bond"]?.integer))
    }
    return description
  }
}
