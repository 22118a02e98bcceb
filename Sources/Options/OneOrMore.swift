/// A text alone or a list of texts; a list of one need not mean the same as the text alone.
public enum OneOrMore: Hashable, Sendable {
  case one(String)
  case more([String])

  /// The texts, however many there are.
  public var all: [String] {
    switch self {
    case .one(let text): [text]
    case .more(let texts): texts
    }
  }
}

extension OptionForm<OneOrMore> {
  /// Accepts a text alone or a list of texts.
  public static func oneOrMore(_ element: OptionForm<String>) -> OptionForm {
    OptionForm(
      .either([element.type, .list(element.type)]),
      read: { value in
        value.list.map { .more($0.compactMap(element.content)) }
          ?? element.content(of: value).map { .one($0) }
      },
      write: { content in
        switch content {
        case .one(let text): element.write(text)
        case .more(let texts): .list(texts.compactMap(element.write))
        }
      })
  }
}
