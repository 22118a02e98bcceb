import FoundationEssentials
import MatrixProduct
import Models
import Pipeline
import TestSupport
import Testing

@Suite("decomposing a model")
struct DecomposeTests {
  /// Decomposes the donor with some options, as the stage `parts`.
  private func laboratory(_ options: String) throws -> Laboratory {
    try Laboratory("  parts: {kind: decompose, model: donor, \(options)}")
  }

  @Test("an error that is asked for is kept by every matrix", arguments: [0.7, 0.3, 0.1])
  func error(limit: Double) throws {
    let laboratory = try laboratory("error: \(limit)")
    let errors = try laboratory.output("parts").metrics.filter { $0.name.hasSuffix(".error") }
    #expect(errors.count == 6 && errors.allSatisfy { $0.value <= limit && $0.value >= 0 })
    let (error, bound) = try (
      laboratory.metric("error", of: "parts"), laboratory.metric("bound", of: "parts")
    )
    #expect(error <= bound + 1e-9)
    #expect(limit < 0.5 || error > 0.01)
  }

  @Test("a list of factors of no matrix fails, also where only the run knows the table's rows")
  func idleFactors() throws {
    let error = #expect(throws: (any Error).self) {
      try laboratory("tensors: 3, embeddings: true, factors: [[1, 9999, 1]]")
    }
    #expect("\(error as Any)".contains("no matrix has a side of 9999"), "\(error as Any)")
  }

  @Test("a ratio that is asked for is kept", arguments: [0.2, 0.6, 1])
  func ratio(limit: Double) throws {
    let laboratory = try laboratory("ratio: \(limit)")
    #expect(try laboratory.metric("ratio", of: "parts") <= limit)
    #expect(try laboratory.metric("chain_parameters", of: "parts") > 0)
  }

  @Test(
    "a plain decomposition has the highest rank that is no larger than the chain, per matrix",
    arguments: [
      "bond: 4", "bond: 7", "bonds: [2, 40, 40, 2]", "bonds: [4, 3, 9, 1]",
      "bond: 5, tensors: 3", "bond: 4, embeddings: true", "bonds: [3, 30, 2, 8], embeddings: true",
    ])
  func plain(bonds: String) throws {
    let chain = try laboratory(bonds)
    let plain = try laboratory("\(bonds), method: svd")
    let model = try StoredModel(files: plain.output("donor").files)
    let parts = try StoredParts(files: plain.output("parts").files, donor: model)
    #expect(parts.operators.count == (bonds.contains("embeddings") ? 7 : 6))
    for (name, found) in parts.operators {
      let (rank, sum) = (found.bonds[1], found.factors.rowCount + found.factors.columnCount)
      let rival = Int(try chain.metric("\(name).parameters", of: "parts"))
      #expect(found.tensors[0].count + found.tensors[1].count == rank * sum)
      #expect(rank * sum <= rival, "\(name)")
      let highest = min(found.factors.rowCount, found.factors.columnCount)
      #expect((rank + 1) * sum > rival || rank == highest, "\(name)")
      #expect(model.bank[name]?.count == found.factors.rowCount * found.factors.columnCount)
    }
    #expect(
      try abs(plain.metric("error", of: "parts") - plain.metric("bound", of: "parts")) < 1e-9)
  }

  @Test(
    "where rank 1 is larger than the chain, an SVD is refused with its location, before it runs",
    arguments: ["bond: 1", "bonds: [1, 1, 1, 1]"])
  func noRankFits(bonds: String) {
    #expect { try laboratory("\(bonds), method: svd") } throws: { error in
      let text = "\(error)"
      return text.contains("spec.yaml:") && text.contains("no SVD is as small")
        && text.contains("query have 32 numbers at rank 1, but its chain has")
    }
  }

  @Test("two factors that keep everything are their matrix, whole")
  func plainFull() throws {
    let plain = try laboratory("method: svd")
    let model = try StoredModel(files: plain.output("donor").files)
    let parts = try StoredParts(files: plain.output("parts").files, donor: model)
    #expect(parts.operators.isEmpty && parts.factorisations.isEmpty)
    #expect(try plain.metric("ratio", of: "parts") == 1 && plain.metric("error", of: "parts") == 0)
  }

  @Test("by error, a matrix whose chain would be larger stays whole, shared or each layer's own")
  func whole() throws {
    let laboratory = try Laboratory(
      """
        parts: {kind: decompose, model: donor, error: 0.001}
        shared: {kind: initialize, from: parts, sharing: mpo, adapter: {rank: 2, to: central}}
        apart: {kind: initialize, from: parts, sharing: {kind: mpo, shares: auxiliary}}
        score: {kind: evaluate, model: shared, data: text}
        same: {kind: evaluate, model: donor, data: text}
      """)
    let (ratio, count) = try (
      laboratory.metric("ratio", of: "parts"), laboratory.metric("parameters", of: "donor")
    )
    #expect(ratio == 1)
    // The donor's layers are one: up [16, 2] and down [2, 16] of four matrices of two layers.
    #expect(try laboratory.metric("parameters", of: "shared") == count + 2 * 4 * 64)
    // Six matrices once more: four of 16 by 16, two of 16 by 64.
    #expect(try laboratory.metric("parameters", of: "apart") == count + 4 * 256 + 2 * 1024)
    #expect(
      try laboratory.metric("loss", of: "score") == laboratory.metric("loss", of: "same"))
  }

  @Test(
    "error and bound are those of the stored tensors", arguments: ["sweep", "slices"],
    ["symmetric", "left"])
  func errorOfStoredTensors(truncation: String, gauge: String) throws {
    let laboratory = try laboratory("bond: 3, truncation: \(truncation), gauge: \(gauge)")
    let model = try StoredModel(files: laboratory.output("donor").files)
    let parts = try StoredParts(files: laboratory.output("parts").files, donor: model)
    var (error, bound, norm) = (0.0, 0.0, 0.0)
    for (name, chain) in parts.operators {
      let values = try #require(model.bank[name])
      let square = values.reduce(0.0) { $0 + Double($1) * Double($1) }
      norm += square
      let distance = squaredDistance(chain, values)
      error += distance
      #expect(
        try abs(laboratory.metric("\(name).error", of: "parts") - (distance / square).squareRoot())
          < 1e-5)
      for bond in 1...4 {
        let curve = try laboratory.output("parts").metrics
          .filter { $0.name == "\(name).schmidt.\(bond)" }
        let dropped = curve.dropFirst(chain.bonds[bond]).reduce(0) { $0 + $1.value * $1.value }
        bound += dropped
        if truncation == "slices" {
          #expect(
            try abs(
              laboratory.metric("\(name).dropped.\(bond)", of: "parts")
                - (dropped / square).squareRoot()) < 1e-6)
        }
      }
    }
    let found = try (
      laboratory.metric("error", of: "parts"), laboratory.metric("bound", of: "parts")
    )
    #expect(parts.operators.count == 6 && error > 0.01 * norm)
    #expect(abs(found.0 - (error / norm).squareRoot()) < 1e-5)
    #expect(abs(found.1 - (bound / norm).squareRoot()) < 1e-5)
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
      try laboratory.metric($0, of: "parts")
    }
    #expect(shares.allSatisfy { $0 > 0 && $0 <= 1 } && shares[0] != shares[1])
  }
}

/// Computes ‖W - Ŵ‖² for the matrix that a chain stands for, one entry at a time.
private func squaredDistance(_ chain: MatrixProductOperator, _ values: [Float]) -> Double {
  let (rows, columns) = (chain.factors.rows, chain.factors.columns)
  let columnCount = columns.reduce(1, *)
  var sum = 0.0
  for (offset, value) in values.enumerated() {
    var (row, column) = (offset / columnCount, offset % columnCount)
    var vector = [1.0]
    // From the right, where the factors' digits change fastest.
    for k in chain.tensors.indices.reversed() {
      let (i, j) = (row % rows[k], column % columns[k])
      (row, column) = (row / rows[k], column / columns[k])
      vector = (0..<chain.bonds[k]).map { left in
        vector.indices.reduce(0.0) { sum, right in
          let index = ((left * rows[k] + i) * columns[k] + j) * chain.bonds[k + 1] + right
          return sum + Double(chain.tensors[k][index]) * vector[right]
        }
      }
    }
    sum += (Double(value) - vector[0]) * (Double(value) - vector[0])
  }
  return sum
}
