internal import CYAML

/// Reads the events of a text that is valid UTF-8 with libyaml; no other file calls C.
final class EventSource {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let text: UnsafeMutableBufferPointer<UInt8>
  private let file: String
  /// Mark of every event and error, for texts without lines; nil for files.
  private let fixedMark: Mark?

  init(_ bytes: [UInt8], file: String, fixedMark: Mark?) {
    (self.file, self.fixedMark) = (file, fixedMark)
    text = .allocate(capacity: bytes.count)
    _ = text.initialize(from: bytes)
    parser = .allocate(capacity: 1)
    guard yaml_parser_initialize(parser) == 1 else { fatalError("out of memory") }
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, text.baseAddress, text.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
    text.deallocate()
  }

  /// Reads the next event; after `streamEnd` it must not be called again.
  func next() throws(YAMLError) -> Event {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else { throw failure() }
    defer { yaml_event_delete(&event) }
    return Event(kind: Self.kind(of: event), mark: mark(event.start_mark))
  }

  private static func kind(of event: yaml_event_t) -> Event.Kind {
    switch event.type {
    case YAML_DOCUMENT_START_EVENT: .documentStart
    case YAML_STREAM_END_EVENT: .streamEnd
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: .collectionEnd
    case YAML_ALIAS_EVENT: .alias(string(event.data.alias.anchor) ?? "")
    case YAML_SEQUENCE_START_EVENT:
      .sequenceStart(
        anchor: string(event.data.sequence_start.anchor),
        tag: string(event.data.sequence_start.tag))
    case YAML_MAPPING_START_EVENT:
      .mappingStart(
        anchor: string(event.data.mapping_start.anchor),
        tag: string(event.data.mapping_start.tag))
    case YAML_SCALAR_EVENT: scalar(event.data.scalar)
    default: .other
    }
  }

  private static func scalar(
    _ scalar: yaml_event_t.__Unnamed_union_data.__Unnamed_struct_scalar
  ) -> Event.Kind {
    let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
    return .scalar(
      Node.Scalar(
        text: String(decoding: bytes, as: UTF8.self),
        isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE,
        tag: string(scalar.tag)),
      anchor: string(scalar.anchor))
  }

  private static func string(_ bytes: UnsafePointer<UInt8>?) -> String? {
    bytes.map { String(cString: $0) }
  }

  private func mark(_ mark: yaml_mark_t) -> Mark {
    fixedMark ?? Mark(file: file, line: mark.line + 1, column: mark.column + 1)
  }

  /// Translates the parser's error.
  private func failure() -> YAMLError {
    let state = parser.pointee
    if state.error == YAML_MEMORY_ERROR { fatalError("out of memory") }
    let isReading = state.error == YAML_READER_ERROR
    let complaint = Complaint(
      problem: state.problem.map { String(cString: $0) } ?? "",
      context: state.context.map { String(cString: $0) } ?? "",
      problemMark: isReading ? mark(ofByte: state.problem_offset) : mark(state.problem_mark),
      contextMark: mark(state.context_mark),
      restOfLine: restOfLine(
        from: isReading ? state.problem_offset : byteOffset(ofCharacter: state.problem_mark.index)))
    return complaint.error
  }

  private func mark(ofByte offset: Int) -> Mark {
    fixedMark ?? Mark(file: file, offset: offset, in: UnsafeBufferPointer(text))
  }

  /// Finds the byte offset at which a character begins.
  ///
  /// libyaml counts bytes only while it reads, and characters afterwards.
  private func byteOffset(ofCharacter index: Int) -> Int {
    var (offset, characters) = (0, 0)
    while offset < text.count, characters < index {
      offset += 1
      while offset < text.count, text[offset] & 0xC0 == 0x80 { offset += 1 }
      characters += 1
    }
    return offset
  }

  /// Cuts the line around the byte at `offset` in two, from which to guess what was meant.
  private func restOfLine(from offset: Int) -> Complaint.Surroundings {
    let start = text[..<offset].lastIndex(of: 10).map { $0 + 1 } ?? 0
    let end = text[offset...].firstIndex(of: 10) ?? text.count
    return Complaint.Surroundings(
      before: String(decoding: text[start..<offset].suffix(200), as: UTF8.self),
      after: String(decoding: text[offset..<end].prefix(200), as: UTF8.self))
  }
}
