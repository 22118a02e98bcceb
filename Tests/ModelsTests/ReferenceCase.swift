import Models
import Spec
import Tensors
import TestSupport

@testable import Training

/// One of the golden models: its numbers, its batch and what PyTorch computed from them in double
/// precision.
struct ReferenceCase {
  let description: ModelDescription
  let bank: ParameterBank
  let expected: SafetensorsReader
  let tokens: PackedTokens
  /// Rows of the fixture's padded arrays that are real tokens, in the order of the packed ones.
  let realRows: [Int]
  /// Our parameter names by the fixture's.
  let names: [String: String]

  init(
    _ description: ModelDescription, _ folder: String, values: SafetensorsReader,
    valuePrefix: String = "", rename: (String) -> String
  ) throws {
    self.description = description
    expected = try SafetensorsReader(path: fixturePath("\(folder)/expected.safetensors"))
    bank = ParameterBank(ParameterLayout(description))
    var names: [String: String] = [:]
    for name in values.names where name.hasPrefix(valuePrefix) {
      let plain = String(name.dropFirst(valuePrefix.count))
      names[plain] = rename(plain)
      bank[rename(plain)] = try values.floats(name)
    }
    self.names = names
    (tokens, realRows) = try ReferenceCase.pack(expected)
  }

  private static func pack(_ file: SafetensorsReader) throws -> (PackedTokens, [Int]) {
    let mask = try file.integers("input.attention_mask")
    let ids = try file.integers("input.input_ids").map { Int32($0) }
    let segments = try file.integers("input.token_type_ids").map { Int32($0) }
    let shape = try file.shape("input.input_ids")
    var (rows, positions, offsets): ([Int], [Int32], [Int]) = ([], [], [0])
    for sequence in 0..<shape[0] {
      for position in 0..<shape[1] where mask[sequence * shape[1] + position] == 1 {
        rows.append(sequence * shape[1] + position)
        positions.append(Int32(position))
      }
      offsets.append(rows.count)
    }
    let tokens = PackedTokens(
      ids: rows.map { ids[$0] }, segments: rows.map { segments[$0] }, positions: positions,
      offsets: offsets)
    return (tokens, rows)
  }

  /// Rows of width `width` of a padded array, at the real tokens.
  func real(_ name: String, width: Int) throws -> [Float] {
    let all = try expected.floats(name)
    return realRows.flatMap { all[$0 * width..<($0 + 1) * width] }
  }

  /// The batch as the objective sees it.
  var batch: ScoredBatch {
    get throws {
      let labels = try expected.integers("input.labels")
      guard description.classes.isEmpty else {
        return ScoredBatch(tokens: tokens, goal: ClassLabels(labels.map { Int32($0) }))
      }
      let scored = realRows.indices.filter { labels[realRows[$0]] != -100 }
      return ScoredBatch(
        tokens: tokens,
        goal: MaskedPieces(
          targets: scored.map { Int32(labels[realRows[$0]]) }, rows: scored.map { Int32($0) }))
    }
  }

  static func bert() throws -> ReferenceCase { try ReferenceCase(folder: "bert-mlm", "bert.") }

  static func albert() throws -> ReferenceCase {
    try ReferenceCase(folder: "albert-classify", "albert.")
  }

  /// A model imported from a folder of the fixtures.
  ///
  /// - Parameter prefix: What its file puts before the encoder's names.
  private init(folder: String, _ prefix: String) throws {
    let imported = try ImportedModel(huggingFace: fixturePath(folder))
    (description, bank) = (imported.model.description, imported.model.bank)
    expected = try SafetensorsReader(path: fixturePath("\(folder)/expected.safetensors"))
    let names = try SafetensorsReader(path: fixturePath("\(folder)/model.safetensors")).names
    let pairs = names.map { ($0, $0.hasPrefix(prefix) ? String($0.dropFirst(prefix.count)) : $0) }
    self.names = Dictionary(uniqueKeysWithValues: pairs)
    (tokens, realRows) = try ReferenceCase.pack(expected)
  }
}
