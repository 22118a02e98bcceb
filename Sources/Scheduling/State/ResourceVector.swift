/// What stages take from the machine while they run, or what of it is free.
struct ResourceVector: Hashable, Sendable {
  var jobs: Int
  var threads: Int
  /// In bytes.
  var memory: Int
  /// Of each named token, in the order of the run's limits; empty for none of any.
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

  /// What is left when so much is kept free: nothing of what there is too little of already.
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
