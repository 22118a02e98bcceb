/// The stages of a plan and what they read, as a graph to be drawn.
package struct DrawnGraph: Sendable {
  package struct Node: Sendable {
    /// Name that no other node has.
    package let name: String
    package let label: String
    package let kind: String
  }

  package struct Edge: Hashable, Sendable {
    /// Indices of the node that is read and of the node that reads it.
    package let source, target: Int
    /// The option that names the stage that is read.
    let role: String
  }

  let name: String
  package let nodes: [Node]
  package let edges: [Edge]

  /// Draws a node for every cell of a stage.
  package init(cellsOf plan: Plan) {
    self.init(plan) { $0.id.description }
  }

  /// Draws a node for every stage of the spec, labelled with its number of cells, as in `tuned
  /// ×54`.
  package init(stagesOf plan: Plan) {
    self.init(plan) { $0.name }
  }

  private init(_ plan: Plan, node name: (PlannedStage) -> String) {
    self.name = plan.experiment
    var (numbers, kinds): ([String: Int], [(name: String, kind: String)]) = ([:], [])
    var (counts, nodeOfStage): ([Int], [StageID: Int]) = ([], [:])
    var (edges, seen): ([Edge], Set<Edge>) = ([], [])
    for stage in plan.stages {
      let name = name(stage)
      let number = numbers[name] ?? kinds.count
      if number == kinds.count {
        numbers[name] = number
        kinds.append((name, stage.declaration.kind))
        counts.append(0)
      }
      counts[number] += 1
      nodeOfStage[stage.id] = number
      for input in stage.inputs {
        guard let source = nodeOfStage[input.stage] else { continue }
        let edge = Edge(source: source, target: number, role: input.role)
        if seen.insert(edge).inserted { edges.append(edge) }
      }
    }
    nodes = zip(kinds, counts).map { node, count in
      Node(
        name: node.name, label: count == 1 ? node.name : "\(node.name) ×\(count)", kind: node.kind)
    }
    self.edges = edges
  }
}
