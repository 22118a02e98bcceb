/// A value whose properties are options, and their initial values the defaults.
///
/// What a spec may say (`declarations`) and what it said (`init(reading:)`) both come from the one
/// list ``options``, so that a property's name, range and default are written once:
///
/// ```swift
/// struct Momentum: OptionSet {
///   var momentum = 0.9
///   static let options: [OptionProperty<Momentum>] = [
///     .option("momentum", \.momentum, .number(0...1), "factor of the previous step's update")
///   ]
/// }
/// ```
public protocol OptionSet: Sendable {
  /// Makes the options of a spec that gives none.
  ///
  /// A required option has some value that is never used.
  init()

  /// Each option with its property, in the order in which help lists them.
  static var options: [OptionProperty<Self>] { get }
}

extension OptionSet {
  /// The declarations of all options, in their order.
  public static var declarations: [OptionDeclaration] { options.map(\.declaration) }

  /// Reads the options from their canonical form.
  ///
  /// - Parameters:
  ///   - value: A map that was validated against ``declarations``, with its defaults.
  ///   - prefix: Start of the roles of stages that these options name, such as `distill.`.
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

/// An option of a set, with its declaration and the property that holds it.
public struct OptionProperty<Root: OptionSet>: Sendable {
  public let declaration: OptionDeclaration
  let read: @Sendable (Value?, String, inout Root) -> Void
  let write: @Sendable (Root) -> Value?
}

extension OptionProperty {
  /// Declares an option that may be left out; the property's initial value is its default.
  ///
  /// - Parameter help: One line of text, without a full stop.
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

  /// The same option, a whole number, as the one by which a thing is made larger or smaller; the
  /// size must only grow with it, or only fall.
  public var settingSize: OptionProperty { settingSize(inStepsOf: 1) }

  /// The same option, as ``settingSize``, whose sizes are multiples of a number.
  public func settingSize(inStepsOf step: Int) -> OptionProperty {
    var declaration = declaration
    declaration.sizeStep = step
    return OptionProperty(declaration: declaration, read: read, write: write)
  }

  /// Returns the same option, with the name that it had in an earlier version.
  public func formerly(_ name: String) -> OptionProperty {
    var declaration = declaration
    declaration.formerName = name
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

/// Options of a thing that a spec chooses by name, such as an optimizer, a dataset or a way of
/// sharing.
public protocol NamedOptionSet: OptionSet {
  /// Name by which a spec chooses it.
  static var name: String { get }
  /// Help of one line, without a full stop.
  static var about: String { get }
}

extension NamedOptionSet {
  /// The name with the options that may be given beside it.
  public static var variant: OptionVariant {
    OptionVariant(name, about: about, options: declarations)
  }
}

extension OptionProperty {
  /// Makes the option one of a larger set that has this option's set as a property.
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
  /// Makes all options those of a larger set that has this one as a property.
  public static func options<Outer: OptionSet>(
    inside part: any WritableKeyPath<Outer, Self> & Sendable
  ) -> [OptionProperty<Outer>] {
    options.map { $0.inside(part) }
  }
}
