/// A plan's graph as text for other programs to draw.
package enum GraphText {
  /// Graphviz.
  package static func dot(_ plan: Plan) -> String {
    let nodes = plan.stages.map { stage in
      let label = quoted("\(stage.id)\n\(stage.declaration.kind)")
      return "  \(quoted(stage.id.description)) [label=\(label)];"
    }
    let edges = plan.stages.flatMap { stage in
      stage.inputs.map { input in
        let ends = [input.stage, stage.id].map { quoted($0.description) }
        return "  \(ends.joined(separator: " -> ")) [label=\(quoted(input.role))];"
      }
    }
    return
      (["digraph \(quoted(plan.experiment)) {", "  rankdir=LR; node [shape=box];"]
      + nodes + edges + ["}"]).joined(separator: "\n") + "\n"
  }

  /// Mermaid.
  package static func mermaid(_ plan: Plan) -> String {
    let numbers = Dictionary(
      plan.stages.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { a, _ in a })
    let nodes = plan.stages.enumerated().map { number, stage in
      "  s\(number)[\"\(plain("\(stage.id)"))<br/>\(stage.declaration.kind)\"]"
    }
    let edges = plan.stages.enumerated().flatMap { number, stage in
      stage.inputs.map { "  s\(numbers[$0.stage] ?? 0) -->|\(plain($0.role))| s\(number)" }
    }
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
