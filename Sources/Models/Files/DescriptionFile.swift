internal import FoundationEssentials
internal import Serialization

/// Reads `model.json`, which anybody may have written or damaged.
enum DescriptionFile {
  /// Reads a description and checks that a model can be like that.
  ///
  /// - Throws: `TensorFileError` that says what is wrong.
  static func read(_ path: String) throws -> ModelDescription {
    let description: ModelDescription
    do {
      let json = try Data(contentsOf: URL(filePath: path))
      try readingJSON(path, of: json) { try JSONScanner.check($0) }
      description = try JSONDecoder().decode(ModelDescription.self, from: json)
    } catch let problem as DescriptionProblem {
      throw TensorFileError(path, problem.text)
    } catch let problem as TensorFileError {
      throw problem
    } catch {
      throw TensorFileError(path, "is no description of a model: \(error)")
    }
    if let problem = problem(of: description) { throw TensorFileError(path, problem) }
    return description
  }

  /// Returns what makes a description that of no possible model; nil where all is well.
  private static func problem(of description: ModelDescription) -> String? {
    if let problem = description.encoder.problem { return problem }
    if let adapter = description.adapter, !(1...EncoderShape.widest).contains(adapter.rank) {
      return "has an adapter of rank \(adapter.rank)"
    }
    if let problem = description.routedTerms?.problem { return problem }
    let tasks = Set(description.taskHeads.map(\.name))
    guard tasks.count == description.taskHeads.count,
      description.taskHeads.allSatisfy({ !$0.outputs.isEmpty })
    else { return "has heads of tasks that share a name or have no outputs" }
    if !description.factorisations.isEmpty, !description.sharing.isFactorised {
      return "has factors, which '\(description.sharing.name)' has no use for"
    }
    if let experts = description.experts {
      guard (1...Experts.most).contains(experts.count) else {
        return "has \(experts.count) experts; 1 to \(Experts.most) is wanted"
      }
      let problem = experts.problem(
        layers: description.encoder.layers, sharing: description.sharing)
      if let problem { return "has experts that do not fit: \(problem.problem)" }
    }
    return description.factorisations.sorted { $0.key < $1.key }.lazy
      .compactMap { problem(of: $0.value, named: $0.key, description) }.first
      ?? description.adapter.flatMap { problem(of: $0, description) }
  }

  private static func problem(
    of adapter: any Adapter, _ description: ModelDescription
  ) -> String? {
    let isTooLarge = adapter.matrices.contains {
      adapter.rank > description.fullRank(ofAdapterOf: $0)
    }
    if isTooLarge { return "has an adapter of rank \(adapter.rank), above that of its matrix" }
    return adapter.problem(in: description).map { "has an adapter that does not fit: \($0)" }
  }

  private static func problem(
    of chain: ModelDescription.Factorisation, named name: String, _ description: ModelDescription
  ) -> String? {
    let encoder = description.encoder
    let numbers = chain.rows + chain.columns + chain.bonds
    guard chain.rows.count == chain.columns.count, chain.rows.count >= 2,
      chain.bonds.count == chain.rows.count + 1, chain.bonds.first == 1, chain.bonds.last == 1,
      numbers.allSatisfy({ (1...EncoderShape.widest).contains($0) })
    else { return "has factors of '\(name)' that make no chain" }
    let (rows, columns) = (product(chain.rows), product(chain.columns))
    if name == ModelDescription.wordEmbeddings {
      return rows >= encoder.vocabulary && columns == encoder.embedding
        ? nil : "has factors of '\(name)' that don't make its size"
    }
    guard let matrix = MatrixKind(rawValue: name) else { return "knows no matrix '\(name)'" }
    return (rows, columns) == encoder.size(of: matrix)
      ? nil : "has factors of '\(name)' that don't make its size"
  }

  /// Multiplies factors without overflow; a product beyond Int32 stays beyond it.
  private static func product(_ factors: [Int]) -> Int {
    factors.reduce(1) { $0 > Int(Int32.max) ? $0 : $0 * $1 }
  }
}

extension ModelDescription {
  /// Reads the description of a stored model alone.
  ///
  /// - Parameter files: The paths of the model's files by their names.
  /// - Throws: `TensorFileError` where the file is missing or damaged.
  package init(files: [String: String]) throws {
    guard let path = files[StoredModel.descriptionFile] else {
      throw TensorFileError(StoredModel.descriptionFile, "is missing")
    }
    self = try DescriptionFile.read(path)
  }
}

extension EncoderShape {
  /// The largest width, and the most positions, that are accepted from a file.
  static let widest = 65_536
  static let deepest = 1024
  static let largestVocabulary = 10_000_000

  /// The problem that makes these the sizes of no encoder; nil where all is well.
  var problem: String? {
    let sizes = [
      ("layers", layers, Self.deepest), ("hidden", hidden, Self.widest),
      ("heads", heads, Self.widest),
      ("intermediate", intermediate, Self.widest), ("embedding", embedding, Self.widest),
      ("vocabulary", vocabulary, Self.largestVocabulary), ("positions", positions, Self.widest),
      ("segments", segments, Self.widest),
    ]
    for (name, size, most) in sizes where !(1...most).contains(size) {
      return "has \(name) \(size); 1 to \(most) is wanted"
    }
    return hidden.isMultiple(of: heads) ? nil : "has \(heads) heads, which must divide \(hidden)"
  }
}
