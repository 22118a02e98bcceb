internal import YAML

extension Node {
  /// Reads the value of a key that must be one name; reports any other value and returns nil.
  func name(for key: String, _ problems: inout Problems) -> LocatedText? {
    if let name = locatedText { return name }
    problems.add(at: mark, "\(key) must be a name, not \(found)")
    return nil
  }

  /// Reads the value of a key that may be a list of names or one name alone.
  func names(for key: String, _ problems: inout Problems) -> [LocatedText] {
    var names: [LocatedText] = []
    for item in sequence ?? [self] {
      if let name = item.locatedText {
        names.append(name)
      } else {
        problems.add(at: item.mark, "\(key) must be a list of names, not \(item.found)")
      }
    }
    return names
  }

  /// Reports a name with which `${}` or `STAGE.METRIC` could not be written.
  func checkName(of thing: String, _ problems: inout Problems) {
    guard !SpecName.isReferable(scalar?.text ?? "") else { return }
    problems.add(
      at: mark, "\(found) cannot be the name of \(thing)",
      hint: "use letters, digits, '_' and '-', beginning with a letter")
  }

  private var locatedText: LocatedText? {
    guard let text = scalar?.text, !text.isEmpty else { return nil }
    return LocatedText(text: text, mark: mark)
  }
}
