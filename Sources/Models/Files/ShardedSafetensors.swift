package import FoundationEssentials
internal import Serialization

/// Tensors spread over several safetensors files, found by an index such as
/// `model.safetensors.index.json`.
///
/// Tensors of a shard that the index doesn't name are left out.
package struct ShardedSafetensors: TensorSource {
  package let path: String
  /// Names of floating-point tensors, in the order of the index.
  package let names: [String]
  package let otherNames: [String]
  private let shards: [String: SafetensorsFile]
  /// Names of shards by tensor.
  private let shardNames: [String: String]

  /// Opens the index and the shards beside it.
  package init(indexPath: String) throws {
    let folder = URL(filePath: indexPath).deletingLastPathComponent()
    try self.init(index: mappedTensorFile(indexPath), path: indexPath) { name in
      let file = folder.appending(path: name).path
      guard FileManager.default.fileExists(atPath: file) else {
        throw TensorFileError(indexPath, "names the file \(name), which is missing beside it")
      }
      return try SafetensorsFile(path: file)
    }
  }

  /// Reads an index.
  ///
  /// - Parameters:
  ///   - path: The path of the index, for messages.
  ///   - open: Opens the shard of a file name.
  /// - Throws: `TensorFileError` where the index isn't as it should be, or a shard lacks a tensor.
  package init(
    index: Data, path: String, opening open: (String) throws -> SafetensorsFile
  ) throws {
    self.path = path
    let map = try index.withUnsafeBytes { try Self.weightMap($0, path) }
    var shards: [String: SafetensorsFile] = [:]
    for (name, file) in map where shards[file] == nil {
      guard Self.isPlain(file) else {
        throw TensorFileError(
          path, "has tensor \(name) in '\(file)'; a file beside the index is wanted")
      }
      shards[file] = try open(file)
    }
    for (name, file) in map where shards[file]?.shape(of: name) == nil {
      throw TensorFileError(path, "has tensor \(name) in \(file), which doesn't hold it")
    }
    self.shards = shards
    shardNames = Dictionary(uniqueKeysWithValues: map)
    let others = shards.mapValues { Set($0.otherNames) }
    let isOther = { (name: String, file: String) in others[file]?.contains(name) == true }
    names = map.filter { !isOther($0, $1) }.map(\.0)
    otherNames = map.filter(isOther).map(\.0)
  }

  package func shape(of name: String) -> [Int]? { shard(of: name)?.shape(of: name) }

  package func values(of name: String) throws -> [Float] {
    guard let shard = shard(of: name) else { throw refusal(of: name, storedAs: nil) }
    return try shard.values(of: name)
  }

  private func shard(of name: String) -> SafetensorsFile? {
    shardNames[name].flatMap { shards[$0] }
  }

  private static func weightMap(_ json: UnsafeRawBufferPointer, _ path: String) throws
    -> [(String, String)]
  {
    var map: [(String, String)]?
    try readingJSON(path) {
      var scanner = JSONScanner(json)
      try scanner.members(distinct: true) { scanner, name in
        guard name == "weight_map" else { return try scanner.skipValue() }
        var pairs: [(String, String)] = []
        try scanner.members(distinct: true) { pairs.append(($1, try $0.string())) }
        map = pairs
      }
      try scanner.expectEnd()
    }
    guard let map else { throw TensorFileError(path, "lacks a weight_map from tensors to files") }
    return map
  }

  /// Whether a file name leads to no other folder.
  private static func isPlain(_ file: String) -> Bool {
    !file.isEmpty && !file.hasPrefix(".") && !file.utf8.contains(0)
      && !file.contains(where: { $0 == "/" || $0 == "\\" })
  }
}
