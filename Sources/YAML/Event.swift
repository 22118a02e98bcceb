/// One step through a YAML text, as libyaml reports it.
struct Event {
  enum Kind {
    case documentStart
    case scalar(Node.Scalar, anchor: String?)
    case sequenceStart(anchor: String?, tag: String?)
    case mappingStart(anchor: String?, tag: String?)
    case collectionEnd
    case alias(String)
    case streamEnd
    /// The start of the stream or the end of a document, which carry nothing.
    case other
  }

  let kind: Kind
  let mark: Mark
}
