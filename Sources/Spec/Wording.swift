internal import Options
internal import YAML

extension Node {
  /// The node in words that follow `not`, such as `"many"`, `12` or `a list`.
  package var found: String {
    switch content {
    case .sequence(let items): return items.isEmpty ? "an empty list" : "a list"
    case .mapping(let pairs): return pairs.isEmpty ? "an empty mapping" : "a mapping"
    case .scalar(let scalar):
      let shown = scalar.text.count > 40 ? scalar.text.prefix(40) + "..." : scalar.text[...]
      return switch scalar.value {
      case .null: "empty"
      case .text: "\"\(shown.replacing("\n", with: "\\n"))\""
      case .boolean where scalar.text != "true" && scalar.text != "false":
        "\(shown), which YAML reads as \(scalar.value.boolean == true)"
      default: String(shown)
      }
    }
  }
}
