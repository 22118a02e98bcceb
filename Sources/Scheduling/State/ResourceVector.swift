/// Amounts of the machine's resources that stages take while they run, or that are free.
struct ResourceVector: Hashable, Sendable {
  var jobs: Int
  var threads: Int
  /// Memory in bytes.
  var memory: Int
  /// Number of each token, in the order of the run's limits; empty for none of any.
  var tokens: [Int]

  func fits(in room: ResourceVector) -> Bool {
    jobs <= room.jobs && threads <= room.threads && memory <= room.memory
      && zip(tokens, room.tokens).allSatisfy { $0 <= $1 }
  }

  static func += (sum: inout ResourceVector, other: ResourceVector) {
    sum = sum.combined(with: other, +)
  }

  static func -= (rest: inout ResourceVector, other: ResourceVector) {
    rest = rest.combined(with: other, -)
  }

  /// Returns what is left when `need` is kept free, with 0 of each resource that there is too
  /// little of already.
  func keeping(_ need: ResourceVector) -> ResourceVector {
    combined(with: need) { max(0, $0 - $1) }
  }

  private func combined(
    with other: ResourceVector, _ change: (Int, Int) -> Int
  ) -> ResourceVector {
    ResourceVector(
      jobs: change(jobs, other.jobs), threads: change(threads, other.threads),
      memory: change(memory, other.memory),
      tokens: other.tokens.isEmpty ? tokens : zip(tokens, other.tokens).map(change))
  }
}
