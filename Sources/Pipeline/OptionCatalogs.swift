internal import Options
package import Spec

extension AxisCatalogs {
  /// Makes the catalogs of all options of these kinds that take one of several named forms, such as
  /// `sharing`.
  ///
  /// - Parameter kinds: The kinds, whose options are read only where a spec asks for a catalog.
  package init(optionsOf kinds: @escaping @Sendable () -> [StageDeclaration]) {
    self.init {
      let forms = kinds().flatMap { kind in
        [kind] + kind.forms.sorted { $0.key < $1.key }.map(\.value)
      }
      return forms.flatMap(\.options).reduce(into: [:]) { catalogs, option in
        guard case .variant(let noun, let variants) = option.type, catalogs[option.name] == nil
        else { return }
        catalogs[option.name] = Catalog(noun, variants.map { ($0.name, $0) })
      }
    }
  }
}
