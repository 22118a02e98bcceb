package import Options
internal import YAML

/// A section that a profile may have; its properties are its options.
package protocol ProfileSection: OptionSet {
  static var name: String { get }
}

/// The settings of a site or a person, which change no result and so stand in no experiment.
///
/// A YAML file of sections, each declared by whoever uses it.
package struct Profile: Sendable {
  /// For each section, a map with all defaults, also of sections that the file doesn't have.
  private let values: [String: Value]

  /// Makes a profile of all defaults, for somebody who has none.
  package init(sections: [any ProfileSection.Type]) {
    values = Dictionary(
      sections.map { ($0.name, Self.standards($0.declarations)) }, uniquingKeysWith: { a, _ in a })
  }

  /// Reads a profile.
  ///
  /// - Parameter file: The path as messages show it.
  /// - Throws: Everything that is wrong, each with its location.
  package init(_ bytes: [UInt8], file: String, sections: [any ProfileSection.Type])
    throws(SpecErrors)
  {
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
    var reader = OptionReader(SpecFolders(absoluteFolder(ofFile: file)))
    var values = Profile(sections: sections).values
    let pairs = root.mapping ?? []
    if root.mapping == nil && !root.isNull {
      problems.add(at: root.mark, "a profile must be a mapping of sections, not \(root.found)")
    }
    for pair in pairs {
      guard let section = sections.first(where: { $0.name == pair.name }) else {
        problems.add(
          at: pair.key.mark, "unknown section '\(pair.name)' of a profile",
          hint: Suggestion.hint(for: pair.name, among: sections.map { $0.name }, noun: "section"))
        continue
      }
      let declaration = OptionDeclaration(
        section.name, .group(section.declarations),
        .standard(Self.standards(section.declarations)), "the section")
      values[section.name] = reader.read(pair.value, declaration, of: "a profile")
    }
    problems.add(contentsOf: reader.problems)
    try problems.throwIfAny()
    self.values = values
  }

  /// Returns the options of a section, with defaults where the profile says nothing.
  package subscript<Section: ProfileSection>(section: Section.Type) -> Section {
    Section(reading: values[section.name] ?? .map([:]))
  }

  /// Checks whether there is nothing but comments.
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
