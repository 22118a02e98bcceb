import Models
import Options
import Pipeline
import Testing

@Suite("training with every adapter")
struct AdapterTrainingTests {
  private static let all =
    "[\(MatrixKind.allCases.map(\.rawValue).joined(separator: ", "))]"

  /// Every adapter with its defaults, and some of other forms.
  private static let adapters =
    AdapterCatalog.all.map { "{kind: \($0.name)}" } + [
      "{kind: deep-lora, compressed: true, rank: 4}",
      "{kind: shared-factors, lambda: false, matrices: \(all)}",
      "{kind: shared-factors, form: tucker, rank: 3, matrices: \(all)}",
      "{kind: shared-factors, form: tensor-train, scale: 2, matrices: \(all)}",
    ]

  @Test("after 20 steps every part that may learn has learnt", arguments: adapters)
  func twentySteps(adapter: String) throws {
    let laboratory = try Laboratory(
      """
        start: {kind: initialize, from: donor, sharing: all, adapter: \(adapter), layers: 3}
        fitted: {kind: train, model: start, data: classes, steps: 1, batch_size: 8,
                 learning_rate: 0.01}
        tuned: {kind: train, model: fitted, data: classes, steps: 20, batch_size: 8,
                learning_rate: 0.01}
      """)
    let before = try StoredModel(files: laboratory.output("fitted").files)
    let after = try StoredModel(files: laboratory.output("tuned").files)
    let parameters = after.bank.layout.parameters.filter { $0.part == .adapters }
    #expect(!parameters.isEmpty)
    for parameter in parameters {
      let hasChanged = before.bank[parameter.name] != after.bank[parameter.name]
      #expect(hasChanged == parameter.learns, "\(parameter.name)")
      #expect(after.bank[parameter.name]?.allSatisfy { $0.isFinite } == true)
    }
  }

  @Test("parts can be chosen by the ends of their names")
  func names() throws {
    let adapter = "{kind: deep-lora, compressed: true, rank: 4}"
    let laboratory = try Laboratory(
      """
        start: {kind: initialize, from: donor, sharing: all, adapter: \(adapter)}
        tuned:
          kind: train
          model: start
          data: classes
          steps: 3
          batch_size: 8
          freeze: [{kind: adapters, names: [adapter.left, adapter.right]}]
      """)
    let before = try StoredModel(files: laboratory.output("start").files)
    let after = try StoredModel(files: laboratory.output("tuned").files)
    let parameters = after.bank.layout.parameters.filter { $0.part == .adapters }
    #expect(parameters.count == 2 * 4 * 5)
    for parameter in parameters {
      let hasChanged = before.bank[parameter.name] != after.bank[parameter.name]
      #expect(hasChanged == parameter.name.contains("factor"), "\(parameter.name)")
    }
  }

  @Test("parts of names that no parameter has can't be chosen")
  func unknownNames() {
    let error = #expect(throws: (any Error).self) {
      try Laboratory(
        """
          start: {kind: initialize, from: donor, sharing: all, adapter: {rank: 2}}
          tuned: {kind: train, model: start, data: classes, steps: 1,
                  freeze: [{kind: adapters, names: [left]}]}
        """)
    }
    #expect("\(error as Any)".contains("the model has no 'adapters' named left"))
  }
}
