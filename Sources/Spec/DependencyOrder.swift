/// An order of things, given by their indices, in which each comes after those that it depends on.
///
/// Otherwise things stay in the order in which they were given.
package struct DependencyOrder {
  private enum State { case new, open, done }

  /// Largest number of cycles that are kept, more than anyone reads.
  private static let cycleLimit = 100

  private let dependencies: [[Int]]
  private var states: [State]
  /// The things that are being visited, each with its next dependency to look at.
  private var path: [(index: Int, next: Int)] = []
  package private(set) var order: [Int] = []
  /// The first cycles, each a path from a thing to itself.
  package private(set) var cycles: [[Int]] = []

  /// Orders things by what each depends on.
  ///
  /// Takes time linear in things and dependencies, and no stack.
  ///
  /// - Parameter dependencies: For each thing, the indices of those that it depends on.
  package init(dependencies: [[Int]]) {
    self.dependencies = dependencies
    states = Array(repeating: .new, count: dependencies.count)
    for start in dependencies.indices where states[start] == .new { visit(from: start) }
  }

  private mutating func visit(from start: Int) {
    open(start)
    while let last = path.indices.last {
      let (index, next) = path[last]
      guard next < dependencies[index].count else {
        states[index] = .done
        order.append(index)
        path.removeLast()
        continue
      }
      path[last].next += 1
      let dependency = dependencies[index][next]
      switch states[dependency] {
      case .new: open(dependency)
      case .done: break
      case .open where cycles.count < Self.cycleLimit:
        let first = path.lastIndex { $0.index == dependency } ?? 0
        cycles.append(path[first...].map(\.index) + [dependency])
      case .open: break
      }
    }
  }

  private mutating func open(_ index: Int) {
    states[index] = .open
    path.append((index, 0))
  }
}
