/// Actions of a run in the order in which they came.
struct ActionQueue {
  private var actions: [RunState.Action] = []
  /// How many at the beginning have been taken.
  private var taken = 0

  var isEmpty: Bool { taken == actions.count }

  mutating func add(_ new: [RunState.Action]) { actions += new }

  /// Takes the oldest action out; nil where none is left.
  mutating func next() -> RunState.Action? {
    guard !isEmpty else {
      actions.removeAll(keepingCapacity: true)
      taken = 0
      return nil
    }
    taken += 1
    return actions[taken - 1]
  }
}
