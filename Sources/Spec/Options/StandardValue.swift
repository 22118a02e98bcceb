internal import Platform
package import Options
package import Options
internal import Platform

extension OptionDeclaration {
  /// What the option is where it is left out, in canonical form; nil where it is then absent.
  package var standardValue: Value? {
    standard.map { type.completed($0, path: DataHome.resolved) }
  }
}
