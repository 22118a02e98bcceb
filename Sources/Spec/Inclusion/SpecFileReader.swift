internal import Options
internal import Platform
internal import YAML

/// Reads a spec's file and those that it includes, directly or not, each once.
///
/// All files together are within ``YAMLLimit``, so that including multiplies nothing.
struct SpecFileReader {
  /// Largest number of files that a spec may include.
  static let fileLimit = 32

  /// A file that is being read, and the files that it includes in turn.
  private struct Open {
    let path: String
    let identity: FileIdentity?
  }

  /// The files that were read, each after those that it includes.
  private var files: [SpecFile] = []
  private var indices: [FileIdentity: Int] = [:]
  /// The texts of included files by their paths, where they are given and no file is read.
  private let given: [String: String]?
  private var givenIndices: [String: Int] = [:]
  private var open: [Open] = []
  private var bytes = 0
  private var nodes = 0
  private var attempts = 0
  /// Problems of files that could be read.
  private var problems = Problems()
  /// Problems that leave a file out, so that the spec can't be read any further.
  private var failures = Problems()

  private init(_ given: [IncludedFile]?) {
    self.given = given.map { files in
      Dictionary(files.map { ($0.path, $0.text) }, uniquingKeysWith: { first, _ in first })
    }
  }

  /// Reads a spec.
  ///
  /// - Parameter given: The files that it includes, as they were when it was read before; nil to
  ///   read them.
  /// - Returns: The spec's own file, and those that it includes, each after those that it includes
  ///   in turn.
  /// - Throws: Where a file is missing or can't be read, isn't YAML or isn't a mapping.
  static func files(
    _ bytes: [UInt8], path: String, given: [IncludedFile]?, _ problems: inout Problems
  ) throws(SpecErrors) -> (included: [SpecFile], own: SpecFile) {
    var reader = SpecFileReader(given)
    let own = reader.read(
      bytes, Open(path: path, identity: given == nil ? FileIdentity(atPath: path) : nil), at: nil)
    try reader.failures.throwIfAny()
    guard let own else { throw SpecErrors([]) }
    problems.add(contentsOf: reader.problems)
    return (reader.files, own)
  }

  /// Reads the text of a file, and the files that it includes.
  ///
  /// - Parameter mark: Where the file is included; nil for the spec's own.
  /// - Returns: nil where it can't be read.
  private mutating func read(_ text: [UInt8], _ file: Open, at mark: Mark?) -> SpecFile? {
    let root: Node
    do throws(YAMLError) {
      root = try parseYAML(text, file: file.path)
    } catch {
      failures.add(SpecError(error))
      return nil
    }
    guard let pairs = root.mapping else {
      failures.add(
        at: root.mark, "a spec must be a mapping, not \(root.found)",
        hint: "begin with 'experiment: NAME' and 'stages:'")
      return nil
    }
    guard isAffordable(text, root, of: file.path, at: mark) else { return nil }
    let sections = SpecSections(pairs, at: root.mark, &problems)
    open.append(file)
    var included: [Int] = []
    for path in sections.includedPaths(&problems) {
      if let index = index(of: path), !included.contains(index) { included.append(index) }
    }
    open.removeLast()
    return SpecFile(
      path: file.path, text: String(decoding: text, as: UTF8.self), sections: sections,
      included: included)
  }

  /// Counts what a file holds, and reports when all files hold too much.
  private mutating func isAffordable(
    _ text: [UInt8], _ root: Node, of path: String, at mark: Mark?
  ) -> Bool {
    (bytes, nodes) = (bytes + text.count, nodes + root.count)
    guard let mark, bytes > YAMLLimit.bytes || nodes > YAMLLimit.nodes else { return true }
    failures.add(
      at: mark,
      "with '\(path)', the files of the spec have more than \(YAMLLimit.bytes) bytes or "
        + "\(YAMLLimit.nodes) values",
      hint: "describe a large sweep by its axes rather than by its stages")
    return false
  }

  /// Finds or reads an included file; nil where that fails, which is reported.
  private mutating func index(of written: LocatedText) -> Int? {
    let path = path(of: written.text)
    if let given { return givenIndex(of: written, path, among: given) }
    guard let identity = FileIdentity(atPath: path), identity.isPlainFile else {
      failures.add(absence(of: written, path))
      return nil
    }
    if let start = open.firstIndex(where: { $0.identity == identity }) {
      failures.add(circle(open[start...].map(\.path), at: written.mark))
      return nil
    }
    if let known = indices[identity] { return known }
    attempts += 1
    guard attempts <= Self.fileLimit else {
      failures.add(
        at: written.mark, "a spec includes more than \(Self.fileLimit) files",
        hint: "join some of them")
      return nil
    }
    guard identity.bytes <= YAMLLimit.bytes else {
      failures.add(
        at: written.mark,
        "'\(written.text)' has \(identity.bytes) bytes, more than the \(YAMLLimit.bytes) that we "
          + "read",
        hint: "keep data in files of their own and name them in the spec")
      return nil
    }
    do throws(SystemError) {
      let text = try FileSystem.bytes(of: path)
      guard let file = read(text, Open(path: path, identity: identity), at: written.mark)
      else { return nil }
      files.append(file)
      indices[identity] = files.count - 1
      return files.count - 1
    } catch {
      failures.add(at: written.mark, "'\(written.text)' can't be read: \(error.reason)")
      return nil
    }
  }

  /// Finds or reads an included file whose text is given; nil where that fails, which is reported.
  private mutating func givenIndex(
    of written: LocatedText, _ path: String, among texts: [String: String]
  ) -> Int? {
    if let start = open.firstIndex(where: { $0.path == path }) {
      failures.add(circle(open[start...].map(\.path), at: written.mark))
      return nil
    }
    if let known = givenIndices[path] { return known }
    guard let text = texts[path] else {
      failures.add(
        at: written.mark, "the text of '\(written.text)' was not kept",
        hint: "it was looked for as \(path)")
      return nil
    }
    let open = Open(path: path, identity: nil)
    guard let file = read(Array(text.utf8), open, at: written.mark) else { return nil }
    files.append(file)
    givenIndices[path] = files.count - 1
    return files.count - 1
  }

  /// Returns the path of an included file, which is relative to the folder of the including one.
  private func path(of written: String) -> String {
    let named = DataHome.resolved(written)
    guard !named.hasPrefix("/"), let including = open.last?.path, including.contains("/") else {
      return named
    }
    return "\(FileSystem.folder(of: including))/\(named)"
  }

  private func absence(of written: LocatedText, _ path: String) -> SpecError {
    switch FileKind(atPath: path) {
    case .absent:
      let folder = FileSystem.folder(of: path)
      let name = String(path.split(separator: "/").last ?? "")
      let nearest = Suggestion.nearest(
        to: name, among: FileSystem.names(in: folder.isEmpty ? "/" : folder))
      return SpecError(
        at: written.mark, "there is no file '\(written.text)' to include",
        hint: nearest.map { "did you mean '\(written.text.dropLast(name.count))\($0)'?" }
          ?? "it was looked for at \(path); paths are relative to the folder of the file that has "
          + "them")
    case .folder:
      return SpecError(
        at: written.mark, "'\(written.text)' is a folder, not a file",
        hint: "name a spec in it, such as \(written.text)/base.yaml")
    case .file:
      return SpecError(
        at: written.mark, "'\(written.text)' is not a plain file", hint: "name a YAML file")
    }
  }

  private func circle(_ paths: [String], at mark: Mark) -> SpecError {
    guard paths.count > 1 else {
      return SpecError(
        at: mark, "'\(paths[0])' includes itself", hint: "name another file, or remove it")
    }
    let chain = (paths + [paths[0]]).joined(separator: " -> ")
    return SpecError(
      at: mark, "files include each other in a circle: \(chain)",
      hint: "put what they share into a file that includes none of them")
  }
}

extension SpecSections {
  /// Reads the paths under `include`, in their order.
  fileprivate func includedPaths(_ problems: inout Problems) -> [LocatedText] {
    guard let node = self["include"], !node.isNull else { return [] }
    var paths: [LocatedText] = []
    for item in node.sequence ?? [node] {
      guard let text = item.scalar?.text, !text.isEmpty, !text.contains("\0") else {
        problems.add(
          at: item.mark,
          "include must be the path of a file, or a list of paths, not "
            + item.found,
          hint: "write include: FILE.yaml")
        continue
      }
      if text.contains("${") {
        problems.add(
          at: item.mark, "the path of an included file must be written out",
          hint: "values can only be referred to once the files are read")
        continue
      }
      paths.append(LocatedText(text: text, mark: item.mark))
    }
    return paths
  }
}
