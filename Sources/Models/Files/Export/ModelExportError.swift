/// A model that can't be written as asked, or a path that it can't be written to, described with
/// the property or the path at fault.
package struct ModelExportError: Error, Equatable, CustomStringConvertible {
  package let description: String

  init(_ description: String) { self.description = description }
}
