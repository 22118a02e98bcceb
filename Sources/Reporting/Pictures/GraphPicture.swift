internal import Options
internal import Pipeline

/// The stages of an experiment and what they read, with how many of their cells are done.
struct GraphPicture: PictureKind {
  static let name = "graph"
  static let about = "the graph of stages, with how many cells of each are done, failed or not run"

  private static let boxHeight = 44.0
  private static let gap = 30.0

  var title: String?

  static let options: [OptionProperty<GraphPicture>] = [
    .optional("title", \.title, .text, "title of the picture")
  ]

  func chart(_ data: PictureData) -> Chart {
    let title = title ?? "Stages of \(data.plan.experiment)"
    let graph = DrawnGraph(stagesOf: data.plan)
    let layout = GraphLayout(graph)
    guard !graph.nodes.isEmpty else { return .empty(title, notes: ["There are no stages."]) }
    let states = graph.nodes.map { StageStates($0.name, data) }
    let nothing = Axis("", .names([]), hasGrid: false)
    var chart = Chart(title: title, x: nothing, y: nothing)
    chart.hasAxes = false
    chart.height = Double(layout.layers.count) * (Self.boxHeight + Self.gap)
    let total = states.reduce(0) { $0 + $1.count }
    chart.subtitle =
      "\(graph.nodes.count) stages with \(total) cells, inputs above; the bar is the share done"
    chart.notes = zip(graph.nodes, states).filter { $1.failed > 0 }.map { node, states in
      "\(node.name): \(states.words)"
    }
    chart.alternative = zip(graph.nodes, states).prefix(30).map { "\($0.name): \($1.words)" }
      .joined(separator: "; ")
    chart.marks = { panel in Self.marks(graph, layout, states, panel) }
    return chart
  }

  private struct Box {
    let x, y, width: Double
    var middle: Double { x + width / 2 }
  }

  private static func marks(
    _ graph: DrawnGraph, _ layout: GraphLayout, _ states: [StageStates], _ panel: Panel
  ) -> [SVGElement] {
    let left = 16.0
    let room = panel.right - left
    var boxes: [Int: Box] = [:]
    for (row, layer) in layout.layers.enumerated() {
      let pitch = room / Double(layer.count)
      let width = min(170, pitch * 0.88)
      for (column, node) in layer.enumerated() {
        boxes[node] = Box(
          x: left + (Double(column) + 0.5) * pitch - width / 2,
          y: panel.top + Double(row) * (boxHeight + gap), width: width)
      }
    }
    var seen: Set<[Int]> = []
    let edges = graph.edges.compactMap { edge -> SVGElement? in
      guard let from = boxes[edge.source], let to = boxes[edge.target],
        seen.insert([edge.source, edge.target]).inserted
      else { return nil }
      return arrow(from, to)
    }
    return edges
      + graph.nodes.indices.compactMap { index in
        boxes[index].map { node(graph.nodes[index], states[index], $0) }
      }
  }

  private static func arrow(_ from: Box, _ to: Box) -> SVGElement {
    let (start, end) = (from.y + boxHeight, to.y)
    let bend = max(10, (end - start) / 2)
    return SVGElement.path(
      "M\(from.middle.drawn) \(start.drawn)C\(from.middle.drawn) \((start + bend).drawn) "
        + "\(to.middle.drawn) \((end - bend).drawn) \(to.middle.drawn) \(end.drawn)m-3-5l3 5l3-5"
    ).stroked(.axis, width: 1.1)
  }

  private static func node(
    _ node: DrawnGraph.Node, _ states: StageStates, _ box: Box
  ) -> SVGElement {
    let room = box.width - 12
    let outline = SVGElement.rectangle(box.x, box.y, box.width, boxHeight, .zone)
    let edge = SVGElement.path(
      "M\(box.x.drawn) \(box.y.drawn)h\(box.width.drawn)v\(boxHeight.drawn)"
        + "h\((-box.width).drawn)Z"
    ).stroked(
      states.failed > 0 ? .series[1] : .axis, width: states.failed > 0 ? 2 : 1,
      dashes: states.done == 0 ? "4 3" : nil)
    let done = box.width * Double(states.done) / Double(max(1, states.count))
    let bar = SVGElement.rectangle(box.x, box.y + boxHeight - 4, done, 4, .series[2])
    var texts = [
      PictureText.at(
        box.x + 6, box.y + 16, TextWidth.cut(node.label, to: room, size: 11), size: 11),
      PictureText.at(
        box.x + 6, box.y + 31, TextWidth.cut(node.kind, to: room, size: 10), size: 10, .muted),
    ]
    if states.failed > 0 {
      texts.append(
        Marker.cross.drawn(box.x + box.width - 9, box.y + 10, .series[1]).with(
          "data-state", "failed"))
    }
    return SVGElement.group(
      [outline, edge, bar] + texts, tooltip: "\(node.label) (\(node.kind)): \(states.words)"
    ).with("data-name", node.name)
  }
}

/// How many cells of a stage are done, failed or not run.
private struct StageStates {
  let count: Int
  let failed: Int
  let waiting: Int

  init(_ stage: String, _ data: PictureData) {
    let cells = data.plan.stages.filter { $0.name == stage }
    count = cells.count
    failed = cells.count { data.absent[$0.id] == .failed }
    waiting = cells.count { data.absent[$0.id] == .notRun }
  }

  var done: Int { count - failed - waiting }

  var words: String {
    [(done, "done"), (failed, "failed"), (waiting, "not run")].filter { $0.0 > 0 }
      .map { "\($0.0) \($0.1)" }.joined(separator: ", ")
  }
}
