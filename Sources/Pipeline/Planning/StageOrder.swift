/// Puts stages after what they read, otherwise in the order of the spec.
struct StageOrder {
  private enum State { case new, open, done }

  private let dependencies: [[Int]]
  private var states: [State]
  /// The stages that are being visited, each with the dependencies not yet looked at.
  private var path: [(stage: Int, next: Int)] = []
  private(set) var order: [Int] = []
  /// Each a path of stages from one to itself.
  private(set) var cycles: [[Int]] = []

  /// Takes time linear in stages and edges, and no stack.
  init(dependencies: [[Int]]) {
    self.dependencies = dependencies
    states = Array(repeating: .new, count: dependencies.count)
    for stage in dependencies.indices where states[stage] == .new { visit(from: stage) }
  }

  private mutating func visit(from start: Int) {
    open(start)
    while let last = path.indices.last {
      let (stage, next) = path[last]
      guard next < dependencies[stage].count else {
        states[stage] = .done
        order.append(stage)
        path.removeLast()
        continue
      }
      path[last].next += 1
      let dependency = dependencies[stage][next]
      switch states[dependency] {
      case .new: open(dependency)
      case .done: break
      case .open:
        let first = path.lastIndex { $0.stage == dependency } ?? 0
        cycles.append(path[first...].map(\.stage) + [dependency])
      }
    }
  }

  private mutating func open(_ stage: Int) {
    states[stage] = .open
    path.append((stage, 0))
  }
}
