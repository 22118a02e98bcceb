package import Options
package import YAML

extension Catalog {
  /// Looks up the entry called `name`, or throws an error at `mark` that lists or suggests names.
  package func entry(_ name: String, at mark: Mark) throws(SpecError) -> Entry {
    if let entry = self[name] { return entry }
    throw SpecError(
      at: mark, "unknown \(noun) '\(name)'",
      hint: Suggestion.hint(for: name, among: names, noun: noun))
  }
}
