internal import YAML

/// Reads the section `pictures`, each picture as written.
struct PicturesReader {
  private let section: Node?

  init(_ sections: SpecSections) { section = sections["pictures"] }

  func pictures(_ problems: inout Problems) -> [PictureSpec] {
    guard let section, !section.isNull else { return [] }
    guard let pairs = section.mapping else {
      problems.add(
        at: section.mark, "pictures must be a mapping of pictures, not \(section.found)",
        hint: "write 'NAME: {kind: KIND, ...}'")
      return []
    }
    return pairs.compactMap { pair in
      guard SpecName.isFolderName(pair.name) else {
        problems.add(
          at: pair.key.mark, "the name of a picture must be that of a file, not \(pair.key.found)",
          hint: "use letters, digits, '_', '-' and '.', beginning with a letter or a digit")
        return nil
      }
      return PictureSpec(name: pair.name, mark: pair.key.mark, body: pair.value)
    }
  }
}
