internal import Platform
internal import YAML

/// What a spec says of variables, axes and stages, together with the files that it includes.
struct SpecParts {
  var variables = Definitions()
  var axes = Definitions()
  var stages = Definitions()
  /// The lists under the words of ``SweepReader/rules``, by the word, one of each file that has it.
  var rules: [String: [Node]] = [:]
  /// For each axis that replaces an included one, the files whose rules may name values that only
  /// the included one has.
  var filesBefore: [String: Set<String>] = [:]
  /// Values of variables and axes, and bodies of stages, that including files replaced, by their
  /// locations.
  var replaced: [Mark: Node] = [:]

  init() {}

  /// Reads what a file itself says.
  init(_ sections: SpecSections, _ problems: inout Problems) {
    variables = Definitions(
      sections.pairs(
        "vars", of: "variables", hint: "write 'NAME: VALUE' lines", &problems))
    let sweep = sections.pairs(
      "sweep", of: "axes", hint: "write 'AXIS: [VALUE, VALUE]' lines", &problems)
    axes = Definitions(sweep.filter { !SweepReader.rules.contains($0.name) })
    for pair in sweep where SweepReader.rules.contains(pair.name) {
      rules[pair.name] = [pair.value]
    }
    stages = Definitions(
      sections.pairs("stages", of: "stages", hint: StagesReader.hint, isNeeded: true, &problems))
  }

  /// Adds what another included file says, and reports what the two say differently.
  ///
  /// - Parameters:
  ///   - own: What the including file says itself, which decides where others differ.
  ///   - path: The path of the including file.
  mutating func join(
    _ other: SpecParts, decidedBy own: SpecParts, in path: String, _ problems: inout Problems
  ) {
    let names = Set(own.variables.names + own.axes.names)
    variables.join(
      other.variables, of: "variable", decided: names, in: path, &problems)
    axes.join(other.axes, of: "axis", decided: Set(own.axes.names), in: path, &problems)
    stages.join(other.stages, of: "stage", decided: Set(own.stages.names), in: path, &problems)
    filesBefore.merge(other.filesBefore) { $0.union($1) }
    replaced.merge(other.replaced) { first, _ in first }
    addRules(of: other)
  }

  /// Adds what the including file says itself, which replaces variables and axes of the same names.
  ///
  /// - Parameters:
  ///   - included: The paths of all files that the file includes, directly or not.
  ///   - overridden: The stages that the file may replace.
  mutating func apply(
    _ own: SpecParts, over included: Set<String>, overriding overridden: Set<String>,
    _ problems: inout Problems
  ) {
    for pair in own.variables.pairs {
      replace(variables[pair.name])
      variables.set(pair)
    }
    for pair in own.axes.pairs {
      replace(variables[pair.name])
      if replace(axes[pair.name]) { filesBefore[pair.name] = included }
      axes.set(pair)
    }
    // A variable of an included file may become an axis, but not one of the file itself.
    variables.remove(Set(own.axes.names).subtracting(own.variables.names))
    for pair in own.stages.pairs {
      if let former = stages[pair.name], !overridden.contains(pair.name) {
        problems.add(
          at: pair.key.mark, "there is a stage '\(pair.name)' already, at \(former.key.mark)",
          hint: "choose another name, or write 'override: \(pair.name)' to replace that stage")
      }
      replace(stages[pair.name])
      stages.set(pair)
    }
    addRules(of: own)
  }

  @discardableResult
  private mutating func replace(_ former: Node.Pair?) -> Bool {
    guard let former else { return false }
    replaced[former.key.mark] = former.value
    return true
  }

  private mutating func addRules(of other: SpecParts) {
    for (word, nodes) in other.rules {
      let known = Set((rules[word] ?? []).map(\.mark))
      rules[word, default: []] += nodes.filter { !known.contains($0.mark) }
    }
  }
}

extension Definitions {
  /// Adds the definitions of another included file.
  ///
  /// Definitions of one name are one where they stand at the same location, as a file is read once,
  /// or where they say the same in the same folder, from which paths are told.
  fileprivate mutating func join(
    _ others: Definitions, of noun: String, decided: Set<String>, in path: String,
    _ problems: inout Problems
  ) {
    for pair in others.pairs {
      guard let first = self[pair.name] else {
        set(pair)
        continue
      }
      if decided.contains(pair.name) || first.isOne(with: pair) { continue }
      problems.add(
        at: pair.key.mark,
        "the \(noun) '\(pair.name)' is another one at \(first.key.mark), and \(path) includes both",
        hint: noun == "stage"
          ? "rename one of the two, or write the stage in \(path) and name it in 'override'"
          : "say in \(path) which it is to be, or rename one of the two")
    }
  }
}

extension Node.Pair {
  fileprivate func isOne(with other: Node.Pair) -> Bool {
    if key.mark == other.key.mark { return true }
    return FileSystem.folder(of: key.mark.file) == FileSystem.folder(of: other.key.mark.file)
      && value.isWritten(like: other.value)
  }
}
