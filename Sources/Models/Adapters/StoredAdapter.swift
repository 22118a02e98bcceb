internal import Options

/// An adapter as `model.json` holds it: in canonical form.
struct StoredAdapter: Codable, Hashable, Sendable {
  let adapter: any Adapter

  init(_ adapter: any Adapter) { self.adapter = adapter }

  /// Members of files from before there were several kinds.
  private enum FormerKey: String, CodingKey { case rank, scale, matrices, place }

  /// Reads an adapter; one without a kind is a ``LoRA``, as in files from before there were others.
  ///
  /// - Throws: ``DescriptionProblem`` where no adapter has such a name or such options.
  init(from decoder: any Decoder) throws {
    if let former = try? decoder.container(keyedBy: FormerKey.self), former.contains(.rank) {
      adapter = try Self.read(former)
      return
    }
    let choice = try Value(from: decoder)
    guard let adapter = AdapterCatalog.form.content(of: choice) else {
      let names = AdapterCatalog.all.map { $0.name }.joined(separator: ", ")
      throw DescriptionProblem("names no adapter; there are \(names)")
    }
    if let option = type(of: adapter).optionOutOfRange(in: choice) {
      throw DescriptionProblem("has '\(option)' of the adapter '\(adapter.name)' out of its range")
    }
    self.adapter = adapter
  }

  private static func read(_ former: KeyedDecodingContainer<FormerKey>) throws -> LoRA {
    var adapter = LoRA()
    adapter.rank = try former.decode(Int.self, forKey: .rank)
    adapter.scale = try former.decode(Float.self, forKey: .scale)
    adapter.matrices = try former.decode([MatrixKind].self, forKey: .matrices)
    let target = try former.decode(String.self, forKey: .place)
    guard let target = AdapterTarget(rawValue: target) else {
      throw DescriptionProblem("has an adapter on '\(target)'")
    }
    adapter.target = target
    return adapter
  }

  func encode(to encoder: any Swift.Encoder) throws {
    try adapter.canonicalWithKind.encode(to: encoder)
  }

  static func == (one: StoredAdapter, other: StoredAdapter) -> Bool {
    one.adapter.canonicalWithKind == other.adapter.canonicalWithKind
  }

  func hash(into hasher: inout Hasher) { hasher.combine(adapter.canonicalWithKind) }
}
