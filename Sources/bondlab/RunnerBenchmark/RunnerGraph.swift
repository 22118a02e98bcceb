/// A graph of stages that do next to nothing.
struct RunnerGraph {
  enum Shape: String {
    case fan, chain, dense
  }

  let shape: Shape
  let stages: Int
  /// Whether its stages are run, not only planned.
  let isRun: Bool

  init(_ shape: Shape, stages: Int, isRun: Bool) {
    self.shape = shape
    self.stages = stages
    self.isRun = isRun
  }

  var name: String { "\(shape.rawValue)-\(stages)" }

  /// The stages in an order in which they can be done.
  ///
  /// A dense graph has none, as it is only planned, and only by this program.
  var tasks: [Task] {
    switch shape {
    case .fan:
      let leaves = (1...(stages - 2)).map { "leaf\($0)" }
      return [Task(name: "root")] + leaves.map { Task(name: $0, reads: ["root"]) }
        + [Task(name: "join", reads: leaves)]
    case .chain:
      return (1...stages).map { Task(name: "link\($0)", reads: $0 == 1 ? [] : ["link\($0 - 1)"]) }
    case .dense: return []
    }
  }

  struct Task {
    let name: String
    var reads: [String] = []

    /// The command that writes the task's file: a line, or all the lines of the files it reads.
    var command: String {
      reads.count > 1 ? "cat leaf*.txt > \(name).txt" : "echo \(name) > \(name).txt"
    }
  }

  /// The graph as a spec of this program.
  var spec: String {
    switch shape {
    case .fan:
      """
      experiment: fan
      sweep: {n: {range: [1, \(stages - 2), 1]}}
      stages:
        root: {kind: shell, command: echo root > line.txt, outputs: [line.txt]}
        leaf: {kind: shell, command: "echo ${n} > line.txt", inputs: root, outputs: [line.txt]}
        join:
          kind: shell
          command: cat $leaf/*/line.txt > lines.txt
          inputs: leaf
          over: n
          outputs: [lines.txt]

      """
    case .chain:
      "experiment: chain\nstages:\n"
        + tasks.map { task in
          let inputs = task.reads.map { ", inputs: \($0)" }.joined()
          return "  \(task.name): {kind: shell, command: echo \(task.name) > line.txt\(inputs), "
            + "outputs: [line.txt]}\n"
        }.joined()
    case .dense:
      """
      experiment: dense
      sweep: {a: {range: [1, \(stages / 2), 1]}, b: {range: [1, \(stages / 2), 1]}}
      stages:
        source: {kind: shell, command: "echo ${a} > line.txt", outputs: [line.txt]}
        sink: {kind: shell, command: "echo ${b}", inputs: source, over: a}

      """
    }
  }
}
