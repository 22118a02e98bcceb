/// Writes parts of HTML, with all that has a meaning there escaped.
enum HTMLText {
  /// Returns a text that shows as it is, in content and in quoted attributes.
  static func escaped(_ text: String) -> String {
    var written = ""
    written.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": written += "&amp;"
      case "<": written += "&lt;"
      case ">": written += "&gt;"
      case "\"": written += "&quot;"
      case "'": written += "&#39;"
      // Characters that HTML doesn't allow, such as escapes of terminals.
      case "\0"..."\u{8}", "\u{B}", "\u{C}", "\u{E}"..."\u{1F}", "\u{7F}"..."\u{9F}":
        written += "\u{FFFD}"
      default: written.unicodeScalars.append(scalar)
      }
    }
    return written
  }

  /// Returns an element with a text as its content.
  static func element(_ name: String, _ text: String, _ attributes: String = "") -> String {
    "<\(name)\(attributes.isEmpty ? "" : " \(attributes)")>\(escaped(text))</\(name)>"
  }

  /// Returns a list of names and values.
  static func facts(_ facts: [(name: String, value: String)]) -> String {
    if facts.isEmpty { return "" }
    let items = facts.map { "<dt>\(escaped($0.name))</dt><dd>\(escaped($0.value))</dd>" }
    return "<dl>\(items.joined())</dl>"
  }
}
