package import Options
internal import YAML

/// The settings of a site or a person, which change no result and so stand in no experiment.
///
/// A YAML file of sections, each with options that whoever uses it has declared.
package struct Profile: Sendable {
  /// A section that may stand in a profile.
  package struct Section: Sendable {
    package let name: String
    package let options: [OptionDeclaration]

    package init(_ name: String, _ options: [OptionDeclaration]) {
      (self.name, self.options) = (name, options)
    }
  }

  /// By section: a map with all defaults, also of sections that the file doesn't have.
  private let values: [String: Value]

  /// The profile of somebody who has none: all defaults.
  package init(sections: [Section]) {
    values = Dictionary(
      sections.map { ($0.name, Self.standards($0.options)) }, uniquingKeysWith: { a, _ in a })
  }

  /// Reads a profile.
  ///
  /// - Parameter file: The path as messages show it.
  /// - Throws: Everything that is wrong, each with its place.
  package init(_ bytes: [UInt8], file: String, sections: [Section]) throws(SpecErrors) {
    if Self.isEmpty(bytes) {
      self = Profile(sections: sections)
      return
    }
    let root: Node
    do throws(YAMLError) {
      root = try parseYAML(bytes, file: file)
    } catch {
      throw SpecErrors([SpecError(error)])
    }
    var problems = Problems()
    var reader = OptionReader(folder: absoluteFolder(ofFile: file))
    var values = Profile(sections: sections).values
    let pairs = root.mapping ?? []
    if root.mapping == nil && !root.isNull {
      problems.add(at: root.mark, "a profile must be a mapping of sections, not \(root.found)")
    }
    for pair in pairs {
      guard let section = sections.first(where: { $0.name == pair.name }) else {
        problems.add(
          at: pair.key.mark, "unknown section '\(pair.name)' of a profile",
          hint: Suggestion.hint(for: pair.name, among: sections.map(\.name), noun: "section"))
        continue
      }
      let declaration = OptionDeclaration(
        section.name, .group(section.options), .standard(Self.standards(section.options)),
        "the section")
      values[section.name] = reader.read(pair.value, declaration, of: "a profile")
    }
    problems.add(contentsOf: reader.problems)
    try problems.throwIfAny()
    self.values = values
  }

  /// A section's options: a map with all defaults.
  package subscript(section: String) -> Value { values[section] ?? .map([:]) }

  /// Whether there is nothing but comments.
  private static func isEmpty(_ bytes: [UInt8]) -> Bool {
    bytes.split { $0 == 10 || $0 == 13 }.allSatisfy { line in
      line.first { $0 != 32 && $0 != 9 }.map { $0 == UInt8(ascii: "#") } ?? true
    }
  }

  private static func standards(_ options: [OptionDeclaration]) -> Value {
    .map(
      Dictionary(
        options.compactMap { option in option.standardValue.map { (option.name, $0) } },
        uniquingKeysWith: { a, _ in a }))
  }
}
