/// The tensors of an imported model, found by the names of parameters.
///
/// Names are Hugging Face's, with what differs between files: a prefix such as `bert.` before those
/// of the encoder, and `gamma` and `beta` for the weight and bias of norms.
struct ImportedTensors {
  private static let anchor = "embeddings.word_embeddings.weight"

  let source: any TensorSource
  private let prefix: String
  private let known: Set<String>

  /// Finds the prefix of the names by that of the word embeddings.
  ///
  /// - Throws: `TensorFileError` where there are no word embeddings.
  init(_ source: any TensorSource) throws {
    guard let anchor = source.names.first(where: { $0.hasSuffix(Self.anchor) }) else {
      throw TensorFileError(
        source.path,
        "has no tensor named \(Self.anchor), with or without a prefix: it holds no "
          + "BERT or ALBERT encoder under Hugging Face's names")
    }
    self.source = source
    prefix = String(anchor.dropLast(Self.anchor.count))
    known = Set(source.names)
  }

  /// Returns the file's name of a parameter; nil where it has none.
  func name(of parameter: String) -> String? {
    for name in [prefix + parameter, parameter] {
      if known.contains(name) { return name }
      guard name.contains("LayerNorm.") else { continue }
      let old = name.hasSuffix(".weight") ? "gamma" : "beta"
      let stem = name.split(separator: ".").dropLast().joined(separator: ".")
      if known.contains("\(stem).\(old)") { return "\(stem).\(old)" }
    }
    return nil
  }

  func shape(of parameter: String) -> [Int]? {
    name(of: parameter).flatMap { source.shape(of: $0) }
  }

  /// Reads a parameter's values, row-major.
  ///
  /// - Throws: `TensorFileError` that names the parameter, where it is missing or misshapen.
  func values(of parameter: String, shape wanted: [Int]) throws -> [Float] {
    try source.values(of: check(parameter, shape: wanted))
  }

  /// Checks that a parameter is there in a shape.
  ///
  /// - Returns: The file's name of the parameter.
  /// - Throws: As ``values(of:shape:)``.
  @discardableResult
  func check(_ parameter: String, shape wanted: [Int]) throws -> String {
    guard let name = name(of: parameter) else {
      throw TensorFileError(source.path, "lacks tensor \(prefix)\(parameter) of \(wanted)")
    }
    guard source.shape(of: name) == wanted else {
      throw TensorFileError(
        source.path,
        "tensor \(name) is \(source.shape(of: name) ?? []); \(wanted) is wanted, as "
          + "\(HuggingFaceConfig.fileName) says")
    }
    return name
  }

  /// Whether two parameters have the same shape and numbers, or one of them is missing.
  func agree(_ one: String, _ other: String) throws -> Bool {
    guard let first = name(of: one), let second = name(of: other) else { return true }
    guard source.shape(of: first) == source.shape(of: second) else { return false }
    return try source.values(of: first) == source.values(of: second)
  }

  /// Returns the names of the unused tensors, in the order of the file.
  func names(besides used: Set<String>) -> [String] {
    source.names.filter { !used.contains($0) } + source.otherNames
  }
}
