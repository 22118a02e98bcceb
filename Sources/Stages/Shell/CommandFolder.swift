internal import Options
internal import FoundationEssentials
@preconcurrency internal import Glibc
internal import Pipeline
internal import Serialization

/// The folder that a command works in.
struct CommandFolder {
  /// Absolute.
  let path: String

  /// Empties the job's work folder: what an attempt before has left there, processes included, is
  /// gone.
  init(for job: StageJob) throws {
    path = job.workFolder
    if try FileManager.default.contentsOfDirectory(atPath: path).isEmpty { return }
    ProcessMark.endProcesses(of: path)
    for name in try FileManager.default.contentsOfDirectory(atPath: path) {
      try FileManager.default.removeItem(atPath: "\(path)/\(name)")
    }
  }

  /// Puts links to the declared files and to what the inputs have left into the folder.
  func link(_ options: ShellOptions, _ inputs: [StageJob.Input]) throws {
    for (name, file) in options.files ?? [:] { try link(file, as: "\(path)/\(name)") }
    if inputs.isEmpty { return }
    try make("\(path)/\(ShellNames.inputs)")
    let axes = options.over?.all ?? []
    var made: Set<String> = []
    for input in inputs {
      var folder = "\(path)/\(ShellNames.inputs)/\(ShellNames.input(ofRole: input.role))"
      if made.insert(folder).inserted { try make(folder) }
      for label in axes.compactMap({ input.coordinates[$0] }) {
        folder += "/\(ShellNames.folder(ofLabel: label))"
        if made.insert(folder).inserted { try make(folder) }
      }
      try fill(folder, from: input)
    }
  }

  private func fill(_ folder: String, from input: StageJob.Input) throws {
    for (name, file) in input.files { try link(file, as: "\(folder)/\(name)") }
    if !input.metrics.isEmpty && input.files["metrics.json"] == nil {
      try Data(FigureText.json(input.metrics)).write(to: URL(filePath: "\(folder)/metrics.json"))
    }
    if input.metrics.contains(where: { $0.step != nil }) && input.files["curves.csv"] == nil {
      try Data(FigureText.curves(input.metrics)).write(to: URL(filePath: "\(folder)/curves.csv"))
    }
  }

  private func link(_ file: String, as path: String) throws {
    if symlink(file, path) == 0 { return }
    guard errno == ENOENT, let end = path.lastIndex(of: "/") else {
      throw Self.failure(path, "can't be made")
    }
    try FileManager.default.createDirectory(
      atPath: String(path[..<end]), withIntermediateDirectories: true)
    guard symlink(file, path) == 0 else { throw Self.failure(path, "can't be made") }
  }

  private func make(_ folder: String) throws {
    guard mkdir(folder, 0o755) == 0 else { throw Self.failure(folder, "can't be made") }
  }

  /// The declared outputs by name.
  ///
  /// - Throws: Where one is not there as a file of its own.
  func outputs(_ names: [String]) throws -> [String: String] {
    var (files, missing): ([String: String], [String]) = ([:], [])
    for name in names {
      let file = "\(path)/\(name)"
      var status = stat()
      guard lstat(file, &status) == 0 else {
        missing.append("`\(name)`")
        continue
      }
      guard status.st_mode & S_IFMT == S_IFREG else {
        throw StageError(
          "the command left `\(name)`, but not as a file of its own: a folder can't be an output, "
            + "and of a link only what it leads to, copied")
      }
      files[name] = file
    }
    if missing.isEmpty { return files }
    throw StageError(
      "the command ended well, but left no \(missing.joined(separator: ", ")) in \(path)")
  }

  private static func failure(_ path: String, _ what: String) -> StageError {
    StageError("\(path) \(what): \(String(cString: strerror(errno)))")
  }
}
