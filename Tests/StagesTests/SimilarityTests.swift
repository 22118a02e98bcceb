import Options
import Datasets
import FoundationEssentials
import Models
import Pipeline
import Spec
import Statistics
import TestSupport
import Testing
import Tokenization
import Training

@testable import Stages

/// A fresh encoder and pairs with scores, in the form in which stages leave them.
private struct Pairs {
  static let vocabulary = Vocabulary(SpecialPieces.names + (0..<15).map { "piece\($0)" })
  static let texts: [([Int32], [Int32])] = [
    ([6, 7, 8], [6, 7, 8]), ([6, 7], [6, 9, 10]), ([11, 12], [13, 14, 15]), ([6], [6, 7]),
    ([16, 17], [17, 16]),
  ]
  static let scores: [Float] = [5, 2.5, 0, 4, 3.5]

  let folder: TemporaryFolder
  let model: StoredModel

  init() throws {
    folder = try TemporaryFolder()
    let shape = EncoderShape(
      layers: 2, hidden: 16, heads: 2, intermediate: 32, embedding: 16,
      vocabulary: Self.vocabulary.count, positions: 12, deviation: 0.4)
    let description = ModelDescription(encoder: shape, sharing: NoSharing())
    let bank = ParameterBank(ParameterLayout(description))
    bank.startFresh(seed: 3, shape)
    model = StoredModel(description: description, bank: bank, vocabulary: Self.vocabulary)
  }

  func data(pairs: Bool = true, scores: Bool = true) -> EncodedDataset {
    var (ids, segments, offsets): ([Int32], [UInt8], [Int]) = ([], [], [0])
    for (first, second) in Self.texts {
      ids += [2] + first + [3] + (pairs ? second + [3] : [])
      segments += [UInt8](repeating: 0, count: first.count + 2)
      segments += [UInt8](repeating: 1, count: pairs ? second.count + 1 : 0)
      offsets.append(ids.count)
    }
    let split = EncodedSplit(
      ids: ids, offsets: offsets, segments: pairs ? segments : nil, labels: nil,
      scores: scores ? Self.scores : nil)
    return EncodedDataset(
      content: .scores, vocabulary: Self.vocabulary, classes: [],
      splits: ["validation": split])
  }

  func metrics(_ data: EncodedDataset, pooling: String = "mean") throws -> [String: Double] {
    let inputs = [
      "model": try model.write(into: folder.path), "data": try data.save(in: folder.path),
    ]
    let job = StageJob(
      id: "similarity", kind: "similarity",
      options: .map(["split": .text("validation"), "pooling": .text(pooling)]),
      inputs: inputs.map { role, files in
        StageJob.Input(role: role, coordinates: [:], files: files, metrics: [])
      }, workFolder: folder.path, logFile: "", threads: 1,
      key: Fingerprint(ofFields: []))
    let output = try StageCatalog.run(job, reporter: Silence())
    return Dictionary(uniqueKeysWithValues: output.metrics.map { ($0.name, $0.value) })
  }
}

private struct Silence: StageReporter {
  func progress(_ progress: StageProgress) {}
  func log(_ line: String) {}
  var shouldStop: Bool { false }
}

@Suite("the stage similarity")
struct SimilarityTests {
  @Test("correlates cosines with scores", arguments: SentenceVectors.Pooling.allCases)
  func correlation(_ pooling: SentenceVectors.Pooling) throws {
    let pairs = try Pairs()
    let found = try pairs.metrics(pairs.data(), pooling: pooling.rawValue)
    let maker = try SentenceVectors(pairs.model, pooling: pooling, threads: 1)
    let cosines = Pairs.texts.map { first, second in
      let vectors = maker.vectors(ofPieces: [first[...], second[...]]) { _, _ in true } ?? []
      return zip(vectors[0], vectors[1]).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
    }
    #expect(abs(cosines[0] - 1) < 1e-6)
    let scores = Pairs.scores.map { Double($0) }
    #expect(abs((found["pearson"] ?? 0) - pearson(cosines, scores)) < 1e-4)
    #expect(found["spearman"] == spearman(cosines, scores))
    #expect(found["scored"] == 5)
    #expect(found["parameters"] == Double(pairs.model.bank.layout.count))
  }

  @Test("refuses single texts and data without scores, in words")
  func refusals() throws {
    let pairs = try Pairs()
    let single = #expect(throws: (any Error).self) {
      try pairs.metrics(pairs.data(pairs: false))
    }
    #expect("\(single as Any)".contains("pairs of texts"))
    let unscored = #expect(throws: (any Error).self) {
      try pairs.metrics(pairs.data(scores: false))
    }
    #expect("\(unscored as Any)".contains("has no scores"))
  }
}

@Suite("tools for models")
struct ModelToolTests {
  @Test("a model's tensors are listed with their norms, and summed by part")
  func inspection() throws {
    let pairs = try Pairs()
    let files = try pairs.model.write(into: pairs.folder.path)
    for reference in [ModelSource.files(files), .folder(pairs.folder.path)] {
      let inspection = try ModelInspection(reference)
      let layout = pairs.model.bank.layout
      #expect(inspection.tensors.map(\.name) == layout.parameters.map(\.name))
      let query = try #require(inspection.tensors.first { $0.owner == "layer 1 query weight" })
      #expect(query.shape == [16, 16] && query.count == 256 && query.part == "matrices")
      let values = try #require(pairs.model.bank[query.name])
      let norm = values.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
      #expect(abs(query.norm - norm) < 1e-12)
      #expect(inspection.totals.map(\.part) == ["embeddings", "matrices", "vectors", "all"])
      #expect(inspection.totals.last?.count == layout.count)
      #expect(inspection.totals.dropLast().reduce(0) { $0 + $1.count } == layout.count)
    }
  }

  @Test("texts have vectors of length 1; an unknown pooling and an empty folder are refused")
  func embedding() throws {
    let pairs = try Pairs()
    _ = try pairs.model.write(into: pairs.folder.path)
    let embedding = try TextEmbedding(
      .folder(pairs.folder.path), pooling: "mean", maximum: 128, threads: 1)
    let vectors = try embedding.vectors(["piece1 piece2", ""])
    #expect(vectors.count == 2 && vectors.allSatisfy { $0.count == embedding.width })
    let pooling = #expect(throws: (any Error).self) {
      try TextEmbedding(.folder(pairs.folder.path), pooling: "last", maximum: 8, threads: 1)
    }
    #expect("\(pooling as Any)".contains("mean, first"))
    let empty = try TemporaryFolder()
    let missing = #expect(throws: (any Error).self) { try ModelInspection(.folder(empty.path)) }
    #expect("\(missing as Any)".contains("has neither model.json"))
  }
}
