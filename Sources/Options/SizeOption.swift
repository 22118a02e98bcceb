/// The option by which a thing is made larger or smaller.
public struct SizeOption: Hashable, Sendable {
  public let name: String
  public let range: ClosedRange<Int>

  public init(_ name: String, _ range: ClosedRange<Int>) { (self.name, self.range) = (name, range) }
}

extension OptionSet {
  /// The option that is declared as ``OptionProperty/settingSize``; nil where none is.
  public static var sizeOption: SizeOption? {
    guard let option = declarations.first(where: \.setsSize),
      case .integer(let range, _) = option.type
    else { return nil }
    return SizeOption(option.name, range)
  }

  /// Returns the same options with another value of ``sizeOption``, where there is such an option.
  public func sized(_ value: Int) -> Self {
    guard let option = Self.options.first(where: \.declaration.setsSize) else { return self }
    var sized = self
    option.read(.integer(value), option.declaration.name, &sized)
    return sized
  }
}
