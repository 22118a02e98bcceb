/// What an option accepts, and how its canonical value becomes a value of the program and back.
public struct OptionForm<Content: Sendable>: Sendable {
  public let type: OptionType
  /// Reads a canonical value, nil where the option is left out or stands for a stage; the text is
  /// the option as written from the stage on, such as `distill.teacher`.
  let read: @Sendable (Value?, String) -> Content?
  let write: @Sendable (Content) -> Value?

  /// Makes a form of its own for contents that the forms below don't fit.
  ///
  /// - Parameters:
  ///   - read: Given a canonical value of `type`; nil for one that isn't.
  ///   - write: The inverse; only defaults are written.
  public init(
    _ type: OptionType, read: @escaping @Sendable (Value) -> Content?,
    write: @escaping @Sendable (Content) -> Value?
  ) {
    self.type = type
    self.read = { value, _ in value.flatMap(read) }
    self.write = write
  }

  /// What a canonical value of ``type`` means; nil for any other.
  public func content(of value: Value) -> Content? { read(value, "") }

  fileprivate init(
    _ type: OptionType, readWithRole: @escaping @Sendable (Value?, String) -> Content?,
    write: @escaping @Sendable (Content) -> Value?
  ) {
    self.type = type
    read = readWithRole
    self.write = write
  }
}

extension OptionForm<Bool> {
  public static var boolean: OptionForm {
    OptionForm(.boolean, read: \.boolean, write: { .boolean($0) })
  }
}

extension OptionForm<Int> {
  public static func integer(_ range: ClosedRange<Int>) -> OptionForm {
    OptionForm(.integer(range), read: \.integer, write: { .integer($0) })
  }
}

/// A whole number, or one of a few words in its place, such as `full`.
public enum IntegerOrWord: Hashable, Sendable {
  case integer(Int)
  case word(String)

  /// The number; nil for a word.
  public var integer: Int? {
    guard case .integer(let value) = self else { return nil }
    return value
  }
}

extension OptionForm<IntegerOrWord> {
  public static func integer(_ range: ClosedRange<Int>, orWords words: [String]) -> OptionForm {
    OptionForm(
      .integer(range, orWords: words),
      read: { value in
        value.integer.map { .integer($0) } ?? value.text.map { .word($0) }
      },
      write: { content in
        switch content {
        case .integer(let value): .integer(value)
        case .word(let word): .text(word)
        }
      })
  }
}

extension OptionForm<Double> {
  public static func number(_ range: ClosedRange<Double>) -> OptionForm {
    OptionForm(.number(range), read: \.number, write: { .number($0) })
  }
}

extension OptionForm<Float> {
  public static func number(_ range: ClosedRange<Double>) -> OptionForm {
    OptionForm(
      .number(range), read: { $0.number.map { Float($0) } }, write: { .number(Double($0)) })
  }
}

extension OptionForm<String> {
  public static var text: OptionForm { ofText(.text) }
  /// A text; numbers and truth values count as written.
  public static var verbatim: OptionForm { ofText(.verbatim) }
  /// A value of an axis as tables show it.
  public static var label: OptionForm { ofText(.label) }
  /// A sweep axis over which the stage gathers every cell of its inputs.
  public static var axis: OptionForm { ofText(.axis) }
  /// One of several words that only a list knows.
  public static func word(of words: [String]) -> OptionForm { ofText(.choice(words)) }

  /// The path of a file.
  public static var file: OptionForm { ofPath(.file) }

  /// The path of a folder; see ``OptionType/folder(members:optional:)``.
  public static func folder(members: [String], optional: [String] = []) -> OptionForm {
    ofPath(.folder(members: members, optional: optional))
  }

  private static func ofText(_ type: OptionType) -> OptionForm {
    OptionForm(type, read: \.text, write: { .text($0) })
  }

  private static func ofPath(_ type: OptionType) -> OptionForm {
    OptionForm(type, read: \.text, write: { .path($0) })
  }
}

extension OptionForm
where Content: RawRepresentable & CaseIterable, Content.RawValue == String {
  /// One of an enumeration's cases, by their raw values.
  public static var choice: OptionForm { choice(of: Array(Content.allCases)) }

  /// One of some of an enumeration's cases.
  public static func choice(of cases: [Content]) -> OptionForm {
    OptionForm(
      .choice(cases.map(\.rawValue)), read: { $0.text.flatMap(Content.init(rawValue:)) },
      write: { .text($0.rawValue) })
  }
}

// MARK: - Forms of forms

extension OptionForm {
  public static func list<Element>(_ element: OptionForm<Element>) -> OptionForm
  where Content == [Element] {
    OptionForm(
      .list(element.type),
      readWithRole: { value, role in value?.list?.compactMap { element.read($0, role) } },
      write: { .list($0.compactMap(element.write)) })
  }

  /// A mapping from names that the spec chooses.
  public static func map<Element>(_ element: OptionForm<Element>) -> OptionForm
  where Content == [String: Element] {
    OptionForm(
      .map(element.type),
      readWithRole: { value, role in
        guard let members = value?.map else { return nil }
        return members.reduce(into: [:]) { contents, member in
          contents[member.key] = element.read(member.value, "\(role).\(member.key)")
        }
      },
      write: { .map($0.compactMapValues(element.write)) })
  }

  /// One of several kinds, by name or as a mapping with `kind`.
  ///
  /// - Parameters:
  ///   - noun: What a kind is called in messages, such as `optimizer`.
  ///   - kinds: Each conforms to `Content`, which is a protocol's type such as `any Optimizer`.
  public static func kind(_ noun: String, of kinds: [any NamedOptionSet.Type]) -> OptionForm {
    OptionForm(
      .variant(noun: noun, kinds.map { $0.variant }),
      readWithRole: { value, role in
        guard let value, let kind = kinds.first(where: { $0.name == value.kind }) else {
          return nil
        }
        return kind.init(reading: value, rolesBeginWith: "\(role).") as? Content
      },
      write: { content in
        guard let set = content as? any NamedOptionSet else { return nil }
        return set.canonicalWithKind
      })
  }
}

extension OptionForm where Content: OptionSet {
  /// A mapping with options of its own.
  public static var group: OptionForm {
    OptionForm(
      .group(Content.declarations),
      readWithRole: { value, role in
        value.map { Content(reading: $0, rolesBeginWith: "\(role).") }
      },
      write: \.canonical)
  }
}

extension NamedOptionSet {
  /// The options in canonical form, with the name as `kind`.
  public var canonicalWithKind: Value {
    var members = canonical.map ?? [:]
    members["kind"] = .text(Self.name)
    return .map(members)
  }
}

extension Value {
  /// The name of the kind that a canonical variant has.
  public var kind: String? { self["kind"]?.text }
}

// MARK: - Other stages

/// A stage that an option names, as an input of the stage that has the option.
public struct StageInput: Hashable, Sendable {
  /// The option as written from the stage on: `model`, `distill.teacher`.
  public let role: String
  public init(_ role: String = "") { self.role = role }
}

/// A metric of another stage that an option names.
public struct MeasuredMetric: Hashable, Sendable {
  public let role: String
  /// The metric's name.
  public let name: String

  public init(role: String = "", name: String = "") {
    self.role = role
    self.name = name
  }
}

extension OptionForm<StageInput> {
  /// The name of a stage whose product is one of those named, or of any stage where none is.
  ///
  /// What is read is always there: whether the option was given, the stage's inputs tell.
  public static func stage(producing products: String...) -> OptionForm {
    OptionForm(
      .stage(producing: products), readWithRole: { _, role in StageInput(role) },
      write: { _ in nil })
  }

  /// Several stages, each by its name; their roles begin with the option's.
  public static func stages(producing products: String...) -> OptionForm {
    OptionForm(
      .map(.stage(producing: products)), readWithRole: { _, role in StageInput(role) },
      write: { _ in nil })
  }
}

extension OptionForm<MeasuredMetric> {
  /// `STAGE.METRIC`.
  public static var measure: OptionForm {
    OptionForm(
      .measure,
      readWithRole: { value, role in MeasuredMetric(role: role, name: value?.text ?? "") },
      write: { _ in nil })
  }
}
