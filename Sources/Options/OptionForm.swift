/// The type of an option with the conversion between its canonical value and a Swift value.
public struct OptionForm<Content: Sendable>: Sendable {
  public let type: OptionType
  /// Reads a canonical value, which is nil where the option is left out or names a stage.
  ///
  /// The text is the option's path from the stage on, such as `distill.teacher`.
  let read: @Sendable (Value?, String) -> Content?
  let write: @Sendable (Content) -> Value?

  /// Makes a form for contents that none of the forms below fits.
  ///
  /// - Parameters:
  ///   - read: Converts a canonical value of `type`; nil for any other value.
  ///   - write: Does the inverse; only defaults are written.
  public init(
    _ type: OptionType, read: @escaping @Sendable (Value) -> Content?,
    write: @escaping @Sendable (Content) -> Value?
  ) {
    self.type = type
    self.read = { value, _ in value.flatMap(read) }
    self.write = write
  }

  /// Converts a canonical value of ``type``; nil for any other value.
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

/// A whole number, or one of a few words that may stand for it, such as `full`.
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
  /// A sweep axis over which the stage gathers its inputs, one for every value.
  public static var axis: OptionForm { ofText(.axis) }
  /// Accepts one of several words that are no enumeration's cases.
  public static func word(of words: [String]) -> OptionForm { ofText(.choice(words)) }

  /// The path of a file.
  public static var file: OptionForm { ofPath(.file) }

  /// Accepts the path of a folder; see ``OptionType/folder(members:optional:)``.
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
  /// One of an enumeration's cases, written as its raw value.
  public static var choice: OptionForm { choice(of: Array(Content.allCases)) }

  /// Accepts some of an enumeration's cases, written as their raw values.
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

  /// Accepts a mapping from names that the spec chooses.
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

  /// Accepts one of several kinds, by its name or as a mapping with `kind`.
  ///
  /// - Parameters:
  ///   - noun: The word for a kind in messages, such as `optimizer`.
  ///   - kinds: The kinds; each conforms to the protocol of `Content`, such as `any Optimizer`.
  ///   - standard: The kind of a mapping without `kind`; nil where that is an error.
  public static func kind(
    _ noun: String, of kinds: [any NamedOptionSet.Type], standard: String? = nil
  ) -> OptionForm {
    let variants = kinds.map { kind in
      var variant = kind.variant
      variant.isStandard = variant.name == standard
      return variant
    }
    return OptionForm(
      .variant(noun: noun, variants),
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
  /// The options in canonical form, with the kind's name as the member `kind`.
  public var canonicalWithKind: Value {
    var members = canonical.map ?? [:]
    members["kind"] = .text(Self.name)
    return .map(members)
  }
}

extension Value {
  /// The kind's name in the canonical value of a variant; nil for other values.
  public var kind: String? { self["kind"]?.text }
}

// MARK: - Other stages

/// An input of a stage, which one of the stage's options names.
public struct StageInput: Hashable, Sendable {
  /// Path of the option from the stage on, such as `model` or `distill.teacher`.
  public let role: String
  public init(_ role: String = "") { self.role = role }
}

/// A metric of an input, which one of the stage's options names.
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
  /// Accepts the name of a stage with one of these products, or of any stage where there are none.
  ///
  /// The content is never nil; whether the option was given shows in the stage's inputs.
  public static func stage(producing products: String...) -> OptionForm {
    OptionForm(
      .stage(producing: products), readWithRole: { _, role in StageInput(role) },
      write: { _ in nil })
  }

  /// Accepts several stages by their names; their roles begin with the option's name.
  public static func stages(producing products: String...) -> OptionForm {
    OptionForm(
      .map(.stage(producing: products)), readWithRole: { _, role in StageInput(role) },
      write: { _ in nil })
  }
}

extension OptionForm<MeasuredMetric> {
  /// A metric of another stage, written `STAGE.METRIC`.
  public static var measure: OptionForm {
    OptionForm(
      .measure,
      readWithRole: { value, role in MeasuredMetric(role: role, name: value?.text ?? "") },
      write: { _ in nil })
  }
}
