/// The option by which a thing is made larger or smaller.
public struct SizeOption: Hashable, Sendable {
  public let name: String
  public let range: ClosedRange<Int>
  /// The number of which sizes are multiples.
  public let step: Int

  public init(_ name: String, _ range: ClosedRange<Int>, step: Int = 1) {
    self.name = name
    (self.range, self.step) = (range, step)
  }
}

extension OptionSet {
  /// The option that is declared as ``OptionProperty/settingSize``; nil where none is.
  public static var sizeOption: SizeOption? {
    for option in declarations {
      guard let step = option.sizeStep, case .integer(let range, _) = option.type else { continue }
      return SizeOption(option.name, range, step: step)
    }
    return nil
  }

  /// Returns the same options with another value of ``sizeOption``, where there is such an option.
  public func sized(_ value: Int) -> Self {
    guard let option = Self.options.first(where: { $0.declaration.sizeStep != nil }) else {
      return self
    }
    var sized = self
    option.read(.integer(value), option.declaration.name, &sized)
    return sized
  }
}
