import FoundationEssentials
import Models
import Pipeline
import TestSupport
import Testing

@Suite("decomposing a model")
struct DecomposeTests {
  /// `parts` of the donor with these options.
  private func laboratory(_ options: String) throws -> Laboratory {
    try Laboratory("  parts: {kind: decompose, model: donor, \(options)}")
  }

  @Test("an error that is asked for is kept by every matrix", arguments: [0.7, 0.3, 0.1])
  func error(limit: Double) throws {
    let laboratory = try laboratory("error: \(limit)")
    let errors = try laboratory.output("parts").metrics.filter { $0.name.hasSuffix(".error") }
    #expect(errors.count == 6 && errors.allSatisfy { $0.value <= limit && $0.value >= 0 })
    let (error, bound) = try (
      laboratory.figure("error", of: "parts"), laboratory.figure("bound", of: "parts")
    )
    #expect(error <= bound + 1e-9)
    #expect(limit < 0.2 || error > 0.01)
  }

  @Test("a ratio that is asked for is kept", arguments: [0.2, 0.6, 1])
  func ratio(limit: Double) throws {
    let laboratory = try laboratory("ratio: \(limit)")
    #expect(try laboratory.figure("ratio", of: "parts") <= limit)
    #expect(try laboratory.figure("chain_parameters", of: "parts") > 0)
  }

  @Test("a plain decomposition has at most the chain's size and, of that size, the least error")
  func plain() throws {
    let chain = try laboratory("bond: 4")
    let plain = try laboratory("bond: 4, method: svd")
    let sizes = try [chain, plain].map { try $0.figure("chain_parameters", of: "parts") }
    #expect(sizes[1] <= sizes[0] && sizes[1] > 0.5 * sizes[0])
    #expect(
      try abs(plain.figure("error", of: "parts") - plain.figure("bound", of: "parts")) < 1e-9)
  }

  @Test("the donor's files are passed on, and are what the donor would be written as")
  func donor() throws {
    let laboratory = try laboratory("bond: 2")
    let (donor, parts) = try (laboratory.output("donor").files, laboratory.output("parts").files)
    let folder = try TemporaryFolder()
    let written = try StoredModel(files: donor).write(into: folder.path)
    #expect(Set(parts.keys) == Set(written.keys).union(["parts.json", "parts.safetensors"]))
    for (name, path) in written {
      #expect(parts[name] == donor[name])
      let known = try #require(parts[name])
      #expect(
        try Data(contentsOf: URL(filePath: path)) == Data(contentsOf: URL(filePath: known)),
        "\(name)")
    }
  }

  @Test("factors and a cap for each bond are the spec's")
  func factors() throws {
    let laboratory = try laboratory(
      "tensors: 3, factors: [[1, 16, 1], [2, 16, 2]], bonds: [2, 1], truncation: slices"
    )
    let model = try StoredModel(files: laboratory.output("donor").files)
    let parts = try StoredParts(files: laboratory.output("parts").files, donor: model)
    #expect(parts.factorisations["query"]?.rows == [1, 16, 1])
    #expect(parts.factorisations["output"]?.columns == [2, 16, 2])
    #expect(parts.factorisations["intermediate"]?.bonds == [1, 2, 1, 1])
  }

  @Test("Schmidt values are a curve, descending, and their squares add up to the norm's")
  func spectra() throws {
    let laboratory = try laboratory("bond: 3, random: true")
    let name = "encoder.albert_layer_groups.0.albert_layers.0.ffn.weight"
    let model = try StoredModel(files: laboratory.output("donor").files)
    let norm = try #require(model.bank[name]).reduce(0.0) { $0 + Double($1) * Double($1) }
    for bond in 1...4 {
      let curve = try laboratory.output("parts").metrics
        .filter { $0.name == "\(name).schmidt.\(bond)" }
      #expect(curve.map(\.step) == (1...curve.count).map { $0 })
      #expect(zip(curve, curve.dropFirst()).allSatisfy { $0.value >= $1.value })
      #expect(abs(curve.reduce(0) { $0 + $1.value * $1.value } - norm) < 1e-6 * norm)
    }
    let shares = try ["entropy_share", "random_entropy_share"].map {
      try laboratory.figure($0, of: "parts")
    }
    #expect(shares.allSatisfy { $0 > 0 && $0 <= 1 } && shares[0] != shares[1])
  }
}
