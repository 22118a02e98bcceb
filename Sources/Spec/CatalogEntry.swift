package import Options
package import Options
package import YAML

extension Catalog {
  /// The entry called `name`, or an error at `mark` that says which there are.
  package func entry(_ name: String, at mark: Mark) throws(SpecError) -> Entry {
    if let entry = self[name] { return entry }
    throw SpecError(
      at: mark, "unknown \(noun) '\(name)'",
      hint: Suggestion.hint(for: name, among: names, noun: noun))
  }
}
