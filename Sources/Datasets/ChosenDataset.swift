package import Options
internal import Statistics

/// A data set as a spec chooses it: which one, and how much of it.
package struct ChosenDataset: Sendable {
  package var dataset: any DatasetKind
  package var limits = DatasetLimits()

  /// Chooses all examples of a data set; by default of a corpus that is still to be named.
  package init(_ dataset: any DatasetKind = TextDataset()) { self.dataset = dataset }

  /// Reads the examples, or as many of them as were asked for.
  ///
  /// - Throws: `DatasetError`, also where the data set reports that something is `missing`.
  package func load() throws -> RawDataset {
    if let missing = dataset.missing { throw DatasetError(missing) }
    return try dataset.load().limited(to: limits.examples)
  }
}

/// Options that every data set has, for trying things out.
package struct DatasetLimits: OptionSet {
  /// The most examples of all splits together; nil for all.
  var examples: Int?

  package static let options: [OptionProperty<DatasetLimits>] = [
    .optional(
      "limit", \.examples, .integer(1...100_000_000),
      "use only this many examples of all splits together, picked by a fixed hash")
  ]

  package init() {}
}

extension DatasetCatalog {
  /// Form of the option that chooses a data set.
  package static var form: OptionForm<ChosenDataset> {
    OptionForm(
      .variant(noun: "data set", all.map(variant)),
      read: { value in
        guard let kind = all.first(where: { $0.name == value.kind }) else { return nil }
        var chosen = ChosenDataset(kind.init(reading: value))
        chosen.limits = DatasetLimits(reading: value)
        return chosen
      },
      write: { chosen in
        let own = chosen.dataset.canonicalWithKind.map ?? [:]
        return .map(own.merging(chosen.limits.canonical.map ?? [:]) { $1 })
      })
  }

  private static func variant(of kind: any DatasetKind.Type) -> OptionVariant {
    var variant = OptionVariant(
      kind.name, about: kind.about, options: kind.declarations + DatasetLimits.declarations)
    variant.caveat = kind.caveat
    return variant
  }
}

extension RawDataset {
  /// Keeps `limit` examples of all splits together, picked by a hash of split name and index.
  ///
  /// The kept examples stay in order, and each split keeps about its share of them.
  func limited(to limit: Int?) -> RawDataset {
    guard let limit else { return self }
    var ranked: [(key: UInt64, split: String, index: Int)] = []
    for (split, examples) in splits.sorted(by: { $0.key < $1.key }) {
      let stream = StableHash.of("limit.\(split)")
      ranked += examples.indices.map { (StableHash.mixed(stream &+ UInt64($0)), split, $0) }
    }
    ranked.sort { ($0.key, $0.split, $0.index) < ($1.key, $1.split, $1.index) }
    var kept: [String: [Int]] = [:]
    for example in ranked.prefix(limit) { kept[example.split, default: []].append(example.index) }
    var limited = self
    for (split, examples) in splits {
      limited.splits[split] = (kept[split] ?? []).sorted().map { examples[$0] }
    }
    return limited
  }
}
