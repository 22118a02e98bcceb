package import Options

/// The catalogs whose entries an axis may have as its values, such as the ways of sharing, by the
/// names of the options that choose from them.
package struct AxisCatalogs: Sendable {
  /// Makes the catalogs, where a spec asks for one: few do.
  private let make: @Sendable () -> [String: Catalog<OptionVariant>]

  package init(_ make: @escaping @Sendable () -> [String: Catalog<OptionVariant>] = { [:] }) {
    self.make = make
  }

  var byName: [String: Catalog<OptionVariant>] { make() }
}
