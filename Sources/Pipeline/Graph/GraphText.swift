/// Writes a plan's graph as text for other programs to draw.
package enum GraphText {
  /// Writes a graph for Graphviz.
  package static func dot(_ graph: DrawnGraph) -> String {
    let nodes = graph.nodes.map { node in
      "  \(quoted(node.name)) [label=\(quoted("\(node.label)\n\(node.kind)"))];"
    }
    let edges = graph.edges.map { edge in
      let ends = [edge.source, edge.target].map { quoted(graph.nodes[$0].name) }
      return "  \(ends.joined(separator: " -> ")) [label=\(quoted(edge.role))];"
    }
    return
      (["digraph \(quoted(graph.name)) {", "  rankdir=LR; node [shape=box];"]
      + nodes + edges + ["}"]).joined(separator: "\n") + "\n"
  }

  /// Writes a graph for Mermaid.
  package static func mermaid(_ graph: DrawnGraph) -> String {
    let nodes = graph.nodes.enumerated().map { number, node in
      "  s\(number)[\"\(plain(node.label))<br/>\(node.kind)\"]"
    }
    let edges = graph.edges.map { "  s\($0.source) -->|\(plain($0.role))| s\($0.target)" }
    return (["flowchart LR"] + nodes + edges).joined(separator: "\n") + "\n"
  }

  private static func quoted(_ text: String) -> String {
    let escaped = text.flatMap { character -> [Character] in
      switch character {
      case "\"", "\\": ["\\", character]
      case "\n": ["\\", "n"]
      default: [character]
      }
    }
    return "\"\(String(escaped))\""
  }

  private static func plain(_ text: String) -> String {
    String(text.map { $0 == "\"" ? "'" : $0 == "|" ? "/" : $0 })
  }
}
