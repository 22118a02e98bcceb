/// Options of something as a value: each is a property, whose initial value is the default.
///
/// What a spec may say (`declarations`) and what it said (`init(reading:)`) both come from the one
/// list ``options``, so that a property's name, range and default are written once:
///
/// ```swift
/// struct Momentum: OptionSet {
///   var keep = 0.9
///   static let options: [OptionProperty<Momentum>] = [
///     .option("keep", \.keep, .number(0...1), "what a step keeps of the last one")
///   ]
/// }
/// ```
public protocol OptionSet: Sendable {
  /// Makes the options of which a spec says nothing. A required one has some value that is never
  /// used.
  init()

  /// Each option with its property, in the order in which people read them.
  static var options: [OptionProperty<Self>] { get }
}

extension OptionSet {
  /// What a spec may say of each.
  public static var declarations: [OptionDeclaration] { options.map(\.declaration) }

  /// Reads what a spec says, in canonical form.
  ///
  /// - Parameters:
  ///   - value: A map that was validated against ``declarations``, with its defaults.
  ///   - prefix: What the roles of stages that these options name begin with, such as `distill.`.
  public init(reading value: Value, rolesBeginWith prefix: String = "") {
    self.init()
    for option in Self.options {
      option.read(value[option.declaration.name], prefix + option.declaration.name, &self)
    }
  }

  /// The options in canonical form, without those that are nil or name stages.
  public var canonical: Value {
    var members: [String: Value] = [:]
    for option in Self.options { members[option.declaration.name] = option.write(self) }
    return .map(members)
  }
}

/// An option of a set: how it is declared, and the property that holds it.
public struct OptionProperty<Root: OptionSet>: Sendable {
  public let declaration: OptionDeclaration
  let read: @Sendable (Value?, String, inout Root) -> Void
  let write: @Sendable (Root) -> Value?
}

extension OptionProperty {
  /// Declares an option that may be left out; the property's initial value is its default.
  ///
  /// - Parameter help: One line, without a full stop.
  public static func option<Content>(
    _ name: String, _ property: any WritableKeyPath<Root, Content> & Sendable,
    _ form: OptionForm<Content>, _ help: String
  ) -> OptionProperty {
    let standard = form.write(Root()[keyPath: property])
    return make(name, property, form, presence: standard.map { .standard($0) } ?? .optional, help)
  }

  /// Declares an option that must be given.
  public static func required<Content>(
    _ name: String, _ property: any WritableKeyPath<Root, Content> & Sendable,
    _ form: OptionForm<Content>, _ help: String
  ) -> OptionProperty {
    make(name, property, form, presence: .required, help)
  }

  /// Declares an option that is nil where it is left out.
  public static func optional<Content>(
    _ name: String, _ property: any WritableKeyPath<Root, Content?> & Sendable,
    _ form: OptionForm<Content>, _ help: String
  ) -> OptionProperty {
    OptionProperty(
      declaration: OptionDeclaration(name, form.type, .optional, help),
      read: { value, role, options in options[keyPath: property] = form.read(value, role) },
      write: { options in options[keyPath: property].flatMap(form.write) })
  }

  /// The same option, as one whose value changes no result.
  public var outsideKey: OptionProperty {
    var declaration = declaration
    declaration.countsInKey = false
    return OptionProperty(declaration: declaration, read: read, write: write)
  }

  private static func make<Content>(
    _ name: String, _ property: any WritableKeyPath<Root, Content> & Sendable,
    _ form: OptionForm<Content>, presence: OptionDeclaration.Presence, _ help: String
  ) -> OptionProperty {
    OptionProperty(
      declaration: OptionDeclaration(name, form.type, presence, help),
      read: { value, role, options in
        if let content = form.read(value, role) { options[keyPath: property] = content }
      },
      write: { options in form.write(options[keyPath: property]) })
  }
}

/// Options that a spec chooses by a name: an optimizer, a data set, a way of sharing.
public protocol NamedOptionSet: OptionSet {
  /// The name in a spec.
  static var name: String { get }
  /// One line for `--help`, without a full stop.
  static var about: String { get }
}

extension NamedOptionSet {
  /// The name with what may be said beside it.
  public static var variant: OptionVariant {
    OptionVariant(name, about: about, options: declarations)
  }
}

extension OptionProperty {
  /// The same option as one of a larger set that has this one's set as a part of it.
  public func inside<Outer: OptionSet>(
    _ part: any WritableKeyPath<Outer, Root> & Sendable
  ) -> OptionProperty<Outer> {
    OptionProperty<Outer>(
      declaration: declaration,
      read: { value, role, outer in read(value, role, &outer[keyPath: part]) },
      write: { outer in write(outer[keyPath: part]) })
  }
}

extension OptionSet {
  /// All options as those of a larger set that has this one as a part of it.
  public static func options<Outer: OptionSet>(
    inside part: any WritableKeyPath<Outer, Self> & Sendable
  ) -> [OptionProperty<Outer>] {
    options.map { $0.inside(part) }
  }
}
