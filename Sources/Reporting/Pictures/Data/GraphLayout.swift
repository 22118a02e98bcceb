internal import Pipeline

/// Places the nodes of a graph in layers, so that each edge leads from a layer to a later one.
struct GraphLayout {
  /// The indices of the nodes of each layer, from above to below.
  let layers: [[Int]]

  /// Places each node one layer after the last one that it reads, and in a layer near those that
  /// it reads, by the mean of their places (the barycentre method).
  init(_ graph: DrawnGraph) {
    var inputs = graph.nodes.map { _ in [Int]() }
    for edge in graph.edges { inputs[edge.target].append(edge.source) }
    // Nodes are listed inputs first, as the stages of a plan are.
    var depth = graph.nodes.map { _ in 0 }
    for node in graph.nodes.indices {
      depth[node] = inputs[node].filter { $0 < node }.map { depth[$0] + 1 }.max() ?? 0
    }
    var layers: [[Int]] = (0...(depth.max() ?? 0)).map { _ in [] }
    for node in graph.nodes.indices { layers[depth[node]].append(node) }
    var place: [Int: Double] = [:]
    for index in layers.indices {
      let centres = layers[index].map { node -> (node: Int, centre: Double) in
        let places = inputs[node].compactMap { place[$0] }
        return (node, places.isEmpty ? 0.5 : places.reduce(0, +) / Double(places.count))
      }
      layers[index] = centres.sorted { a, b in
        a.centre != b.centre ? a.centre < b.centre : a.node < b.node
      }.map(\.node)
      for (row, node) in layers[index].enumerated() {
        place[node] = (Double(row) + 0.5) / Double(layers[index].count)
      }
    }
    self.layers = layers
  }
}
