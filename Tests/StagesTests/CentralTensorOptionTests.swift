import Models
import Pipeline
import Tensors
import Testing

@Suite("options of sharing central tensors")
struct CentralTensorOptionTests {
  /// Four layers that were trained without sharing, decomposed.
  private static func parts(bond: String = "full") -> String {
    """
      apart: {kind: initialize, from: donor, sharing: none, layers: 4}
      grown: {kind: train, model: apart, data: text, steps: 6, batch_size: 8, learning_rate: 0.02}
      parts: {kind: decompose, model: grown, bond: \(bond)}

    """
  }

  private func model(_ id: String, _ laboratory: Laboratory) throws -> StoredModel {
    try StoredModel(files: laboratory.output(id).files)
  }

  private func weight(_ model: StoredModel, _ matrix: MatrixKind, layer: Int) -> [Float] {
    let tape = Tape(arena: Arena(), workers: Workers(threads: 1), recording: false)
    return EncoderWeights(model.description, bank: model.bank, tape: tape, learning: false)
      .weight(matrix, layer: layer).numbers
  }

  private func squares(_ numbers: [Float]) -> Double {
    numbers.reduce(0) { $0 + Double($1) * Double($1) }
  }

  @Test(
    "a fit is nearer to the donor than the mean, and the mean than the first layer's centre",
    arguments: ["full", "3"], ["", ", groups: 2", ", shares: auxiliary"])
  func weights(bond: String, more: String) throws {
    let laboratory = try Laboratory(
      Self.parts(bond: bond)
        + """
          first: {kind: initialize, from: parts, sharing: {kind: mpo\(more)}}
          average: {kind: initialize, from: parts, sharing: {kind: mpo, weights: average\(more)}}
          short:
            {kind: initialize, from: parts, sharing: {kind: mpo, weights: fit, sweeps: 2\(more)}}
          long: {kind: initialize, from: parts, sharing: {kind: mpo, weights: fit\(more)}}
        """)
    let errors = try ["first", "average", "short", "long"].map {
      try laboratory.metric("start_error", of: $0)
    }
    #expect(errors.allSatisfy { $0.isFinite })
    // What is fitted are the matrices after a cut, and what is measured those before.
    if bond == "full" {
      #expect(errors[1] < errors[0] && errors[2] < errors[1])
      #expect(errors[3] <= errors[2] * (1 + 1e-5) + 1e-5)
    }
    let parameters = try ["first", "average", "long"].map {
      try laboratory.metric("parameters", of: $0)
    }
    #expect(Set(parameters).count == 1)
  }

  @Test(
    "layers that are one start as they are, by every start",
    arguments: ["average", "fit"], ["central", "auxiliary"])
  func tied(weights: String, shared: String) throws {
    let laboratory = try Laboratory(
      """
        parts: {kind: decompose, model: donor}
        start: {kind: initialize, from: parts,
                sharing: {kind: mpo, weights: \(weights), shares: \(shared)}}
      """)
    #expect(try laboratory.metric("start_error", of: "start") < 1e-5)
  }

  @Test("the start error is that of the matrices, by layer and of all together")
  func startError() throws {
    let laboratory = try Laboratory(
      Self.parts()
        + """
          same: {kind: initialize, from: grown, sharing: none}
          tied: {kind: initialize, from: grown, sharing: all}
        """)
    #expect(try laboratory.metric("start_error", of: "same") == 0)
    let (donor, tied) = try (model("grown", laboratory), model("tied", laboratory))
    var sums = (difference: 0.0, donor: 0.0)
    for matrix in MatrixKind.allCases {
      let curve = try laboratory.output("tied").metrics.filter {
        $0.name == "start_error.\(matrix.rawValue)"
      }
      #expect(curve.map(\.step) == [1, 2, 3, 4])
      for (layer, point) in curve.enumerated() {
        let wanted = weight(donor, matrix, layer: layer)
        let found = weight(tied, matrix, layer: layer)
        let difference = squares(zip(found, wanted).map { $0 - $1 })
        #expect(abs(point.value - (difference / squares(wanted)).squareRoot()) < 1e-6)
        sums.difference += difference
        sums.donor += squares(wanted)
      }
      #expect(curve[0].value == 0)
    }
    let total = try laboratory.metric("start_error", of: "tied")
    #expect(abs(total - (sums.difference / sums.donor).squareRoot()) < 1e-6 && total > 0)
    #expect(throws: (any Error).self) { try laboratory.metric("start_error", of: "fresh") }
  }

  @Test(
    "a random centre has the donor's scale and never learns; the rest does",
    arguments: ["first", "average", "fit"])
  func randomCentre(weights: String) throws {
    let laboratory = try Laboratory(
      Self.parts()
        + """
          start: {kind: initialize, from: parts,
                  sharing: {kind: mpo, centre: random, weights: \(weights)}}
          other: {kind: initialize, from: parts, seed: 2,
                  sharing: {kind: mpo, centre: random, weights: \(weights)}}
          fitted: {kind: train, model: start, data: classes, steps: 1, batch_size: 8}
          tuned: {kind: train, model: fitted, data: classes, steps: 3, batch_size: 8,
                  learning_rate: 0.01}
        """)
    let (grown, start) = try (model("grown", laboratory), model("start", laboratory))
    for matrix in MatrixKind.allCases where weights != "fit" {
      let found = (0..<4).reduce(0.0) { $0 + squares(weight(start, matrix, layer: $1)) }
      let wanted = (0..<4).reduce(0.0) { $0 + squares(weight(grown, matrix, layer: $1)) }
      #expect(abs(found / wanted - 1) < 1e-3)
    }
    let (other, tuned) = try (model("other", laboratory), model("tuned", laboratory))
    let fitted = try model("fitted", laboratory)
    var fixed = 0
    for parameter in tuned.bank.layout.parameters
    where parameter.part == .central || parameter.part == .auxiliary {
      let moved = fitted.bank[parameter.name] != tuned.bank[parameter.name]
      #expect(moved == (parameter.part != .central), "\(parameter.name)")
      guard parameter.part == .central else { continue }
      #expect(parameter.name.hasPrefix("encoder.central."))
      #expect(other.bank[parameter.name] != start.bank[parameter.name])
      fixed += parameter.count
    }
    let counts = try ["parameters", "trainable_parameters"].map {
      try laboratory.metric($0, of: "start")
    }
    #expect(fixed > 0 && counts[0] - counts[1] == Double(fixed))
  }

  @Test("drawn tensors have the deviation of their fan-in, and change with the seed")
  func drawn() throws {
    let laboratory = try Laboratory(
      """
        parts: {kind: decompose, model: donor}
        start: {kind: initialize, from: parts, sharing: {kind: mpo, tensors: fan-in}}
        other: {kind: initialize, from: parts, sharing: {kind: mpo, tensors: fan-in}, seed: 2}
      """)
    let (start, other) = try (model("start", laboratory), model("other", laboratory))
    for parameter in start.bank.layout.parameters
    where parameter.part == .central || parameter.part == .auxiliary {
      let shape = parameter.shape
      let (inputs, outputs) = (Double(shape[0] * shape[2]), Double(shape[1] * shape[3]))
      let deviation = min(1, (outputs / inputs).squareRoot()) / inputs.squareRoot()
      let values = try #require(start.bank[parameter.name])
      // Draws are cut at two deviations.
      #expect(values.allSatisfy { abs(Double($0)) <= 2.001 * deviation }, "\(parameter.name)")
      if parameter.count > 100 {
        let found = (squares(values) / Double(parameter.count)).squareRoot()
        #expect(found > 0.6 * deviation && found < 1.1 * deviation, "\(parameter.name)")
      }
      #expect(values != other.bank[parameter.name])
    }
  }

  @Test("a group that scales by fan-in moves each local tensor by its factor")
  func scaledRates() throws {
    let step = "steps: 1, batch_size: 8, learning_rate: 0.001, warmup: 0, weight_decay: 0"
    let laboratory = try Laboratory(
      """
        parts: {kind: decompose, model: donor}
        start: {kind: initialize, from: parts, sharing: mpo}
        fitted: {kind: train, model: start, data: classes, steps: 1, batch_size: 8}
        plain: {kind: train, model: fitted, data: classes, \(step)}
        scaled: {kind: train, model: fitted, data: classes, \(step),
                 parameter_groups: [{select: [central, auxiliary], scale_by_fan_in: true}]}
      """)
    let (fitted, plain) = try (model("fitted", laboratory), model("plain", laboratory))
    let scaled = try model("scaled", laboratory)
    for parameter in fitted.bank.layout.parameters {
      let factor = parameter.learningRateByFanIn ?? 1
      let (old, one, other) = try (
        #require(fitted.bank[parameter.name]), #require(plain.bank[parameter.name]),
        #require(scaled.bank[parameter.name])
      )
      for index in old.indices {
        let wanted = factor * Double(one[index] - old[index])
        let found = Double(other[index] - old[index])
        #expect(abs(found - wanted) < 1e-6 * (1 + factor), "\(parameter.name)")
      }
    }
  }

  @Test("scaling by fan-in is refused for what is no local tensor")
  func refused() {
    let error = #expect(throws: (any Error).self) {
      try Laboratory(
        """
          tuned: {kind: train, model: donor, data: classes, steps: 1, batch_size: 8,
                  parameter_groups: [{select: [matrices], scale_by_fan_in: true}]}
        """)
    }
    #expect("\(error as Any)".contains("scale_by_fan_in"))
  }

  @Test("dropout by use is dropout for all where the rates are equal")
  func dropout() throws {
    func loss(_ dropout: String) throws -> Double {
      let laboratory = try Laboratory(
        """
          tuned: {kind: train, model: donor, data: classes, steps: 4, batch_size: 8,
                  learning_rate: 0.01, dropout: \(dropout)}
        """)
      return try laboratory.metric("loss", of: "tuned")
    }
    let none = try loss("0")
    #expect(try loss("{hidden: 0, attention: 0, classifier: 0}") == none)
    #expect(
      try loss("{hidden: 0.2, attention: 0.2, classifier: 0.2}") == loss("0.2"))
    #expect(try loss("{}") == loss("0.1"))
    let apart = try [
      "{hidden: 0, attention: 0, classifier: 0.3}", "{hidden: 0, attention: 0.3, classifier: 0}",
      "{hidden: 0.3, attention: 0, classifier: 0}",
    ].map(loss)
    #expect(Set(apart + [none]).count == 4)
  }
}
