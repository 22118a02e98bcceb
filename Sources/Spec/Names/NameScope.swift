internal import Options
package import YAML

/// The names that `${}` may use, which are those of variables and sweep axes.
package struct NameScope: Sendable {
  /// Largest depth of variables that refer to variables, and values that stand in values.
  static let depthLimit = 2 * YAMLLimit.depth

  package let axes: [Axis]
  let variables: [String: Node]
  private let variableNames: [String]
  private let axisIndices: [String: Int]
  /// For each axis, the members that its variants have.
  private let members: [[String]]
  /// For each variable, the axes that it depends on, through others too; empty for one in error.
  private var dependencies: [String: Set<Int>] = [:]
  /// Whether every variable can be worked out; if not, nothing that refers to one should be worked
  /// out.
  package private(set) var isSound = true

  /// Makes a scope of variables and axes.
  ///
  /// Reports unresolved names in variables, and each cycle as its path.
  init(variables: [Node.Pair], axes: [Axis], problems: inout Problems) {
    self.axes = axes
    members = axes.map { $0.hasVariants ? $0.members : [] }
    self.variables = Dictionary(
      variables.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    variableNames = variables.map(\.name)
    axisIndices = Dictionary(
      axes.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    var found = Problems()
    for variable in variables {
      var path: [String] = []
      _ = dependencies(ofVariable: variable.name, path: &path, problems: &found)
    }
    isSound = found.isEmpty
    problems.add(contentsOf: found)
  }

  func axisIndex(_ name: String) -> Int? { axisIndices[name] }

  /// All names, for suggestions.
  var names: [String] { variableNames + axes.map(\.name) }

  /// Finds the axes on which `node` depends, in the order of the spec.
  ///
  /// Reports names that don't resolve.
  package func axes(mentionedIn node: Node, problems: inout Problems) -> [Int] {
    var found: Set<Int> = []
    var path: [String] = []
    var copy = self
    copy.collect(node, into: &found, path: &path, problems: &problems)
    return found.sorted()
  }

  /// Collects the members of variants that references in some nodes, or in variables, name.
  ///
  /// - Returns: A set of members for each axis, in the order of ``axes``.
  package func members(namedIn nodes: [Node]) -> [Set<String>] {
    var found = [Set<String>](repeating: [], count: axes.count)
    for reference in references(in: nodes + variables.values) {
      guard let member = reference.members.first, let axis = axisIndices[reference.name]
      else { continue }
      found[axis].insert(member)
    }
    return found
  }

  /// Collects the axes that references in some nodes name without a member.
  ///
  /// - Returns: Indices of ``axes``.
  package func axesNamedWhole(in nodes: [Node]) -> Set<Int> {
    Set(references(in: nodes).filter(\.members.isEmpty).compactMap { axisIndices[$0.name] })
  }

  private func references(in nodes: [Node]) -> [Template.Reference] {
    var found: [Template.Reference] = []
    var left = nodes
    while let node = left.popLast() {
      switch node.content {
      case .sequence(let items): left += items
      case .mapping(let pairs): left += pairs.map(\.value)
      case .scalar(let scalar):
        found += (try? Template(scalar.text, at: node.mark))?.references ?? []
      }
    }
    return found
  }

  private mutating func collect(
    _ node: Node, into found: inout Set<Int>, path: inout [String], problems: inout Problems
  ) {
    switch node.content {
    case .sequence(let items):
      for item in items { collect(item, into: &found, path: &path, problems: &problems) }
    case .mapping(let pairs):
      for pair in pairs { collect(pair.value, into: &found, path: &path, problems: &problems) }
    case .scalar(let scalar):
      let template = problems.catching { () throws(SpecError) in
        try Template(scalar.text, at: node.mark)
      }
      for reference in (template ?? nil)?.references ?? [] {
        if let index = axisIndices[reference.name] {
          found.insert(index)
          if let error = error(of: reference, toAxis: index, at: node.mark) {
            problems.add(error)
          }
        } else if variables[reference.name] != nil {
          found.formUnion(
            dependencies(ofVariable: reference.name, path: &path, problems: &problems))
        } else {
          problems.add(unresolved(reference, at: node.mark))
        }
      }
    }
  }

  private mutating func dependencies(
    ofVariable name: String, path: inout [String], problems: inout Problems
  ) -> Set<Int> {
    if let known = dependencies[name] { return known }
    guard let node = variables[name] else { return [] }
    if let start = path.firstIndex(of: name) {
      let cycle = (path[start...] + [name]).joined(separator: " -> ")
      problems.add(
        at: node.mark, "variables refer to each other in a circle: \(cycle)",
        hint: "give one of them a value of its own")
      return []
    }
    if path.count >= YAMLLimit.depth {
      problems.add(
        at: node.mark, "variables refer to variables more than \(YAMLLimit.depth) deep",
        hint: "give '\(name)' a value of its own")
      dependencies[name] = []
      return []
    }
    var found: Set<Int> = []
    path.append(name)
    collect(node, into: &found, path: &path, problems: &problems)
    path.removeLast()
    dependencies[name] = found
    return found
  }

  /// Checks a reference to an axis that exists; nil where some cell has what it names.
  private func error(
    of reference: Template.Reference, toAxis index: Int, at mark: Mark
  ) -> SpecError? {
    let axis = axes[index]
    guard let member = reference.members.first, !axis.values.isEmpty else { return nil }
    if !axis.hasVariants {
      return SpecError(
        at: mark, "'\(reference.written)': the values of the axis '\(axis.name)' have no members",
        hint: "write '${\(axis.name)}'")
    }
    let members = members[index]
    if members.contains(member) { return nil }
    return SpecError(
      at: mark, "'\(reference.written)': no variant of the axis '\(axis.name)' has '\(member)'",
      hint: Suggestion.hint(for: member, among: members, noun: "member of \(axis.name)"))
  }

  func unresolved(_ reference: Template.Reference, at mark: Mark) -> SpecError {
    SpecError(
      at: mark, "'\(reference.written)' names neither a variable nor a sweep axis",
      hint: Suggestion.hint(for: reference.name, among: names, noun: "variable or axis"))
  }
}
