internal import Serialization

extension Value {
  /// The only JSON text that stands for the value.
  ///
  /// Keys are sorted, there are no spaces, and numbers have the fewest digits that read back.
  ///
  /// Integers have neither point nor exponent, numbers always have one of them; a path is
  /// `{"path":...}`; numbers that JSON lacks are `{"number":"inf"}`.
  package var canonicalJSON: String {
    var text = ""
    write(to: &text)
    return text
  }

  private func write(to text: inout String) {
    switch self {
    case .null: text += "null"
    case .boolean(let value): text += value ? "true" : "false"
    case .integer(let value): text += "\(value)"
    case .number(let value):
      text += value.isFinite ? "\(value)" : "{\"number\":\"\(value)\"}"
    case .text(let value): text += Self.quoted(value)
    case .path(let value):
      text += "{\"path\":"
      text += Self.quoted(value)
      text += "}"
    case .list(let values):
      text += "["
      for (index, value) in values.enumerated() {
        if index > 0 { text += "," }
        value.write(to: &text)
      }
      text += "]"
    case .map(let members):
      text += "{"
      for (index, name) in members.keys.sorted().enumerated() {
        if index > 0 { text += "," }
        text += Self.quoted(name)
        text += ":"
        members[name]?.write(to: &text)
      }
      text += "}"
    }
  }

  private static func quoted(_ text: String) -> String { JSONText.quoted(text, letters: "nt") }
}
