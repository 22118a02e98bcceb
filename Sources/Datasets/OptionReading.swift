internal import Options
internal import Statistics

extension Value {
  /// The text or path of an option that validation has made sure of.
  func requiredText(_ name: String) throws(DatasetError) -> String {
    guard let text = self[name]?.text else {
      throw DatasetError("the option '\(name)' is missing")
    }
    return text
  }

  /// The number of an option that validation has made sure of.
  func requiredNumber(_ name: String) throws(DatasetError) -> Double {
    guard let number = self[name]?.number else {
      throw DatasetError("the option '\(name)' is missing")
    }
    return number
  }
}

extension OptionDeclaration {
  /// The `limit` that every data set has, for trying things out.
  static let limit = OptionDeclaration(
    "limit", .integer(1...100_000_000), .optional,
    "use only this many examples of all splits together, picked by a fixed hash")
}

extension RawDataset {
  /// The first `limit` examples of all splits together, in the order of a hash of their places.
  ///
  /// What stays keeps its order, and each split about its share.
  func limited(to limit: Int?) -> RawDataset {
    guard let limit else { return self }
    var places: [(key: UInt64, split: String, index: Int)] = []
    for (split, examples) in splits.sorted(by: { $0.key < $1.key }) {
      let stream = StableHash.of("limit.\(split)")
      places += examples.indices.map { (StableHash.mixed(stream &+ UInt64($0)), split, $0) }
    }
    places.sort { ($0.key, $0.split, $0.index) < ($1.key, $1.split, $1.index) }
    var kept: [String: [Int]] = [:]
    for place in places.prefix(limit) { kept[place.split, default: []].append(place.index) }
    var limited = self
    for (split, examples) in splits {
      limited.splits[split] = (kept[split] ?? []).sorted().map { examples[$0] }
    }
    return limited
  }
}
