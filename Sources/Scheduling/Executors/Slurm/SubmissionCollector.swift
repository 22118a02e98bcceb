/// The stages that are ready and not yet submitted, with the decision which of them go together.
///
/// Stages that ask for the same resources go into one array, unless they are tried again; the first
/// of an array waits a moment for others.
package struct SubmissionCollector: Sendable {
  /// Stages that go to Slurm in one request.
  package struct Batch: Hashable, Sendable {
    package let request: SlurmRequest
    package let stages: [String]
    package let isArray: Bool
  }

  private struct Item {
    let stage: String
    let request: SlurmRequest
    let isSingle: Bool
    let since: Double
  }

  /// The most stages that an array may have.
  package var limit: Int
  private let delay: Double
  private var items: [Item] = []

  /// Creates an empty collector.
  ///
  /// - Parameters:
  ///   - limit: The most stages that an array may have.
  ///   - delay: Seconds that the first stage of an array waits for others.
  package init(limit: Int, delay: Double) {
    (self.limit, self.delay) = (max(1, limit), delay)
  }

  package var isEmpty: Bool { items.isEmpty }
  package var count: Int { items.count }

  /// Adds a stage.
  ///
  /// - Parameter isSingle: Whether it is submitted alone, and at once.
  package mutating func add(
    _ stage: String, _ request: SlurmRequest, isSingle: Bool, at now: Double
  ) {
    items.append(Item(stage: stage, request: request, isSingle: isSingle, since: now))
  }

  /// Takes a stage out; returns false where it isn't here.
  package mutating func remove(_ stage: String) -> Bool {
    guard let index = items.firstIndex(where: { $0.stage == stage }) else { return false }
    items.remove(at: index)
    return true
  }

  /// Takes out the next batch that is due, in the order in which stages came; returns nil where
  /// none is.
  ///
  /// - Parameter room: The most stages that may be submitted now.
  package mutating func next(room: Int, at now: Double) -> Batch? {
    guard room > 0 else { return nil }
    for item in items {
      if item.isSingle { return take([item]) }
      let like = items.filter { !$0.isSingle && $0.request == item.request }
      let most = min(limit, room)
      guard like.count >= limit || now - item.since >= delay else { continue }
      return take(Array(like.prefix(most)))
    }
    return nil
  }

  private mutating func take(_ taken: [Item]) -> Batch {
    let names = Set(taken.map(\.stage))
    items.removeAll { names.contains($0.stage) }
    return Batch(
      request: taken[0].request, stages: taken.map(\.stage), isArray: taken.count > 1)
  }
}
