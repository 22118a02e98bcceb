internal import Options
internal import YAML

/// Reads `experiment` and `about`, the sections about the experiment as a whole.
struct HeadReader {
  private let sections: SpecSections

  init(_ sections: SpecSections) { self.sections = sections }

  func experiment(_ problems: inout Problems) -> String {
    guard let node = sections["experiment"] else {
      problems.add(
        at: sections.mark, "a spec needs 'experiment'",
        hint: "write 'experiment: NAME', also the name of the folder of results")
      return ""
    }
    guard let name = node.scalar?.text, SpecName.isFolderName(name) else {
      problems.add(
        at: node.mark, "experiment must be the name of a folder, not \(node.found)",
        hint: "use letters, digits, '_', '-' and '.', beginning with a letter or a digit")
      return ""
    }
    return name
  }

  func about(_ problems: inout Problems) -> String {
    guard let node = sections["about"] else { return "" }
    if let text = node.scalar?.text { return text }
    problems.add(at: node.mark, "about must be text, not \(node.found)")
    return ""
  }
}
