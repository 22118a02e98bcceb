internal import Statistics

extension Mixture {
  /// Digest of the training examples and task names, in 16 hexadecimal digits: equal examples give
  /// equal digests, however they came about.
  package var streamDigest: String {
    let digest = tasks.reduce(UInt64(0)) { digest, task in
      let name = StableHash.of("\(digest).\(task.name ?? "")")
      return StableHash.mixed(name ^ (task.data.splits["train"]?.digest ?? 0))
    }
    let digits = String(digest, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

extension EncodedSplit {
  fileprivate var digest: UInt64 {
    let pieces = ids.withUnsafeBytes { StableHash.ofBytes($0) }
    return offsets.withUnsafeBytes { StableHash.ofBytes($0, seed: pieces) }
  }
}
