internal import MatrixProduct
internal import Models
public import Pipeline
internal import Spec

/// Factorises every matrix of a model's layers into local tensors.
public enum DecomposeStage: StageKind {
  public static var declaration: StageDeclaration {
    StageDeclaration(
      kind: "decompose", version: 1,
      about: "factorises a model's matrices into matrix product operators", produces: "parts",
      options: [
        OptionDeclaration("model", .stage(producing: ["model"]), .required, "the donor, dense"),
        OptionDeclaration(
          "tensors", .integer(2...16), .standard(.integer(5)), "local tensors of a matrix"),
        OptionDeclaration(
          "bond", .integer(1...1_000_000, orWords: ["full"]), .standard(.text("full")),
          "no bond dimension is larger; `full` keeps everything"),
        OptionDeclaration(
          "gauge", .choice(Gauge.allCases.map(\.rawValue)), .standard(.text("symmetric")),
          "how a chain's scale is spread over its tensors"),
      ])
  }

  public static func run(_ job: StageJob, reporter: any StageReporter) throws -> StageOutput {
    let donor = try job.model("model")
    guard !SharingCatalog.kind(donor.description.sharing).isFactorised else {
      throw StageError("the model is already held as matrix product operators")
    }
    guard donor.description.adapter == nil else {
      throw StageError("the model has adapters; decompose the model that they were added to")
    }
    let matrices = donor.description.denseMatrices()
    var factorisations: [String: ModelDescription.Factorisation] = [:]
    var operators: [String: MatrixProductOperator] = [:]
    var metrics: [Metric] = []
    for (index, (matrix, name)) in matrices.enumerated() {
      reporter.progress(StageProgress(step: index, steps: matrices.count, note: matrix.rawValue))
      if reporter.shouldStop { throw StageStopped() }
      let result = decomposed(job, donor, matrix, name)
      factorisations[matrix.rawValue] = ModelDescription.Factorisation(
        factors: result.chain.factors, bonds: result.chain.bonds)
      operators[name] = result.chain
      metrics += figures(of: result, name)
    }
    let parts = StoredParts(factorisations: factorisations, operators: operators)
    let files = try donor.write(into: job.workFolder)
      .merging(parts.write(into: job.workFolder, donor: donor.description)) { $1 }
    return StageOutput(files: files, metrics: metrics)
  }

  private static func decomposed(
    _ job: StageJob, _ donor: StoredModel, _ matrix: MatrixKind, _ name: String
  ) -> Decomposition {
    let size = donor.description.encoder.size(of: matrix)
    let factors = FactorShape.balanced(
      rows: size.rows, columns: size.columns, tensors: job.integer("tensors"))
    return decompose(
      donor.bank[name] ?? [], factors: factors, cap: job.options["bond"]?.integer,
      gauge: Gauge(rawValue: job.text("gauge")) ?? .symmetric)
  }

  private static func figures(of result: Decomposition, _ name: String) -> [Metric] {
    [
      Metric("\(name).error", result.relativeError),
      Metric("\(name).parameters", Double(result.chain.parameterCount)),
    ]
      + result.entropies.enumerated().map {
        Metric("\(name).entropy.\($0.offset + 1)", $0.element)
      }
  }
}
