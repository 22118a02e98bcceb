import Options
import Datasets
import MatrixProduct
import Models
import Spec
import TestSupport
import Testing
import Tokenization

@testable import Training

/// A model of a few thousand parameters and data that it can learn, made in memory.
struct SmallRun: CustomTestStringConvertible, Sendable {
  enum Holding: String, CaseIterable, Sendable {
    case dense
    /// Matrix product operators whose central tensors are shared, with adapters.
    case chains
  }

  var content = DatasetContent.classes
  var holding = Holding.dense
  var layers = 2
  var hidden = 16
  var heads = 2
  /// Seed of fresh parameters.
  var seed: UInt64 = 5
  /// Standard deviation of fresh matrices.
  var deviation = 0.4

  var testDescription: String { "\(content.rawValue), \(holding.rawValue)" }

  static let all = Holding.allCases.flatMap { holding in
    [DatasetContent.classes, .runningText, .answers].map {
      SmallRun(content: $0, holding: holding)
    }
  }

  /// Runs whose heads can be compared with a teacher's.
  static let taught = all.filter { $0.content != .answers }

  private static let vocabulary = Vocabulary(
    SpecialPieces.names + (0..<25).map { "piece\($0)" })

  /// Sequences of 3 to 12 tokens; four in five are of the first class, whatever they hold, so that
  /// only the share can be learned and more is overfitting.
  var data: EncodedDataset {
    EncodedDataset(
      content: content, vocabulary: Self.vocabulary,
      classes: content == .classes ? ["often", "seldom"] : [],
      splits: ["train": split(seed: 1, count: 24), "validation": split(seed: 2, count: 40)])
  }

  private func split(seed: UInt64, count: Int) -> EncodedSplit {
    var numbers = SeededNumbers(seed: seed)
    var (ids, offsets): ([Int32], [Int]) = ([], [0])
    for _ in 0..<count {
      let length = Int.random(in: 3...12, using: &numbers)
      ids += (0..<length).map { _ in Int32.random(in: 5..<30, using: &numbers) }
      offsets.append(ids.count)
    }
    let labels = (0..<count).map { Int32($0 % 5 == 3 ? 1 : 0) }
    return EncodedSplit(
      ids: ids, offsets: offsets, segments: nil,
      labels: content == .classes ? labels : nil,
      scores: content == .scores ? labels.map { Float($0) } : nil,
      spans: content == .answers ? spans(zip(offsets, offsets.dropFirst()).map { $1 - $0 }) : nil)
  }

  /// A question for each sequence, from whose middle to the token before its last one the answer
  /// is; from 3 tokens there is none.
  private func spans(_ lengths: [Int]) -> AnswerSpans {
    AnswerSpans(
      contexts: [""], questions: lengths.map { _ in .init(context: 0, answers: ["piece"]) },
      windows: lengths.enumerated().map { question, length in
        .init(
          question: question, head: 2, first: 0, start: length > 3 ? Int32(length / 2) : 0,
          end: length > 3 ? Int32(length - 2) : 0)
      })
  }

  func model() -> StoredModel {
    let description = self.description
    let bank = ParameterBank(ParameterLayout(description))
    bank.startFresh(seed: seed, description.encoder)
    return StoredModel(description: description, bank: bank, vocabulary: Self.vocabulary)
  }

  private var description: ModelDescription {
    let shape = EncoderShape(
      layers: layers, hidden: hidden, heads: heads, intermediate: 2 * hidden, embedding: hidden,
      vocabulary: Self.vocabulary.count, positions: 16, deviation: deviation)
    var description = ModelDescription(
      encoder: shape, sharing: NoSharing(), hasLanguageHead: true)
    description.replaceHeads(by: [(nil, data.usualObjective.heads(for: data))])
    guard holding == .chains else { return description }
    description.sharing = CentralTensorSharing()
    description.adapter = LoRA(rank: 2, matrices: [.query, .output])
    for matrix in MatrixKind.allCases {
      let size = shape.size(of: matrix)
      let factors = FactorShape.balanced(rows: size.rows, columns: size.columns)
      description.factorisations[matrix.rawValue] = .init(
        factors: factors, bonds: factors.fullBonds)
    }
    return description
  }

  func trainer(
    steps: Int, threads: Int = 1, _ change: (inout TrainingSettings) -> Void = { _ in }
  ) throws -> Trainer {
    var settings = TrainingSettings(
      steps: steps, batchSize: 8, learningRate: 0.01, dropout: 0, seed: 3, logEvery: 4)
    change(&settings)
    return try Trainer(model(), data: data, settings: settings, threads: threads)
  }
}

extension Objective {
  /// Learns data alone, with single tokens masked.
  init(_ data: EncodedDataset) throws {
    try self.init(data, masking: MaskingRule(), task: nil)
  }
}

extension ParameterBank {
  /// The numbers of every parameter, copied while the bank surely lives.
  var allValues: [Float] { Array(values) }
  var allGradients: [Float] { Array(gradients) }
}

extension Trainer {
  /// The bits of every parameter.
  var bits: [UInt32] { model.bank.values.map(\.bitPattern) }

  /// Steps and evaluations until the run is done, or until `stop` says so.
  func run(keepingBestAt path: String, until stop: (Trainer) throws -> Bool = { _ in false }) throws
  {
    while !isDone {
      if isValidationDue {
        try validate(keepingBestAt: path) { true }
      } else {
        try advance()
      }
      if try stop(self) { return }
    }
    try finish(bestAt: path)
  }
}
