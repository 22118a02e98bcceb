/// A queue of the actions of a run, in the order in which they came.
struct ActionQueue {
  private var actions: [RunState.Action] = []
  /// Number of actions at the beginning that have been taken.
  private var taken = 0

  var isEmpty: Bool { taken == actions.count }

  mutating func add(_ new: [RunState.Action]) { actions += new }

  /// Takes out the oldest action and returns it; nil where none is left.
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
