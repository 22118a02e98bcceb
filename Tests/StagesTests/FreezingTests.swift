import Models
import Pipeline
import Testing

@Suite("freezing")
struct FreezingTests {
  private static let parts = Parameter.Part.allCases.filter { $0 != .matrices }.map(\.rawValue)

  /// Fine-tunes an MPO model with adapters and returns the parameters before and after.
  private func trained(freezing freeze: String) throws -> (before: StoredModel, after: StoredModel)
  {
    let laboratory = try Laboratory(
      """
        parts: {kind: decompose, model: donor}
        start: {kind: initialize, from: parts, sharing: mpo, adapter: {rank: 2}, layers: 3}
        fitted: {kind: train, model: start, data: classes, steps: 1, batch_size: 8}
        tuned:
          {kind: train, model: fitted, data: classes, steps: 20, batch_size: 8,
           learning_rate: 0.01, weight_decay: 0.1,
           freeze: \(freeze)}
      """)
    return (
      try StoredModel(files: laboratory.output("fitted").files),
      try StoredModel(files: laboratory.output("tuned").files)
    )
  }

  /// Finds the names of parameters whose values have changed.
  private func changed(_ models: (before: StoredModel, after: StoredModel)) -> Set<String> {
    let names = models.after.bank.layout.parameters.map(\.name)
    return Set(names.filter { models.before.bank[$0] != models.after.bank[$0] })
  }

  @Test("a frozen part keeps its bits, by decay too; every other part learns", arguments: parts)
  func part(name: String) throws {
    let models = try trained(freezing: "[\(name)]")
    let changed = changed(models)
    for parameter in models.after.bank.layout.parameters {
      #expect(changed.contains(parameter.name) == (parameter.part.rawValue != name))
    }
  }

  @Test("a part can be narrowed to matrices and layers")
  func narrowed() throws {
    let choice = "[{kind: auxiliary, matrices: [query, output], layers: [0, 2]}, embeddings]"
    let models = try trained(freezing: choice)
    let changed = changed(models)
    let frozen = models.after.bank.layout.parameters.map(\.name).filter { !changed.contains($0) }
    let layers = frozen.filter { $0.contains(".auxiliary.") }
    #expect(layers.count == 2 * 2 * 4)
    #expect(
      layers.allSatisfy { $0.contains(/layer\.[02]\.(query|output)\.auxiliary/) }, "\(layers)")
    #expect(frozen.count == layers.count + 7)
  }

  @Test("freezing everything is refused")
  func everything() {
    let all = Self.parts.joined(separator: ", ")
    let error = #expect(throws: (any Error).self) { try trained(freezing: "[\(all)]") }
    #expect("\(error as Any)".contains("leaves nothing to learn"))
  }
}
