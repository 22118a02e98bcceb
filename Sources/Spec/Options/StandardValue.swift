package import Options
internal import Platform

extension OptionDeclaration {
  /// The option's default in canonical form; nil where it has none.
  package var standardValue: Value? {
    standard.map { type.completed($0, path: DataHome.resolved) }
  }
}
