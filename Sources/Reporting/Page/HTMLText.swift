/// Writes parts of HTML, with all that has a meaning there escaped.
enum HTMLText {
  /// Returns a text that shows as it is, in content and in quoted attributes; unlike in XML's
  /// attributes, lines stay lines.
  static func escaped(_ text: String) -> String {
    text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
      .map { XMLText.escaped(String($0)) }.joined(separator: "\n").replacing("'", with: "&#39;")
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
