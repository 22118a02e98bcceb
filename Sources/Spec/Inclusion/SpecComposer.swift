internal import Options
internal import YAML

/// Puts together what the files of a spec say, included ones before including ones.
struct SpecComposer {
  /// The included files, each after those that it includes itself.
  private let files: [SpecFile]
  /// For each file, what it says together with the files that it includes.
  private var parts: [SpecParts] = []
  /// For each file, its path and those of the files that it includes, directly or not.
  private var paths: [Set<String>] = []

  /// Composes what a spec says.
  ///
  /// - Parameters:
  ///   - files: The included files, each after those that it includes itself.
  ///   - own: The spec's own file.
  static func parts(
    _ files: [SpecFile], _ own: SpecFile, _ problems: inout Problems
  ) -> SpecParts {
    var composer = SpecComposer(files: files)
    for file in files {
      composer.parts.append(composer.parts(of: file, &problems))
      composer.paths.append(composer.included(by: file).union([file.path]))
    }
    return composer.parts(of: own, &problems)
  }

  private init(files: [SpecFile]) { self.files = files }

  /// Returns the paths of the files that a file includes, directly or not.
  private func included(by file: SpecFile) -> Set<String> {
    file.included.reduce(into: []) { $0.formUnion(paths[$1]) }
  }

  private func parts(of file: SpecFile, _ problems: inout Problems) -> SpecParts {
    let own = SpecParts(file.sections, &problems)
    var all = SpecParts()
    for index in file.included {
      all.join(parts[index], decidedBy: own, in: file.path, &problems)
    }
    let overridden = file.sections.overridden(all, own, &problems)
    all.apply(own, over: included(by: file), overriding: overridden, &problems)
    return all
  }
}

extension SpecSections {
  /// Reads the names under `override`, each of which must be that of an included stage and of one
  /// that the file has itself.
  fileprivate func overridden(
    _ included: SpecParts, _ own: SpecParts, _ problems: inout Problems
  ) -> Set<String> {
    guard let node = self["override"], !node.isNull else { return [] }
    let names = node.names(for: "override", &problems)
    for name in names {
      if included.stages[name.text] == nil {
        problems.add(
          at: name.mark, "override: no included file has a stage '\(name.text)'",
          hint: Suggestion.hint(
            for: name.text, among: included.stages.names, noun: "included stage"))
      } else if own.stages[name.text] == nil {
        problems.add(
          at: name.mark, "override: the stage '\(name.text)' is not written in this file",
          hint: "write it under 'stages', or remove the name to keep the included stage")
      }
    }
    return Set(names.map(\.text))
  }
}
