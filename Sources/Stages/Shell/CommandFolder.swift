internal import Options
internal import FoundationEssentials
internal import Pipeline
internal import Platform
internal import Serialization

/// The folder in which a command works.
struct CommandFolder {
  /// Absolute path.
  let path: String

  /// Empties the job's work folder and ends processes that an earlier attempt has left in it.
  init(for job: StageJob) throws {
    path = job.workFolder
    if try FileManager.default.contentsOfDirectory(atPath: path).isEmpty { return }
    ProcessMark.endProcesses(of: path)
    for name in try FileManager.default.contentsOfDirectory(atPath: path) {
      try FileManager.default.removeItem(atPath: "\(path)/\(name)")
    }
  }

  /// Puts links to the declared files and to the files of the inputs into the folder.
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
      try Data(MetricWriter.json(input.metrics)).write(to: URL(filePath: "\(folder)/metrics.json"))
    }
    if input.metrics.contains(where: { $0.step != nil }) && input.files["curves.csv"] == nil {
      try Data(MetricWriter.curves(input.metrics)).write(to: URL(filePath: "\(folder)/curves.csv"))
    }
  }

  private func link(_ file: String, as path: String) throws {
    try Self.translating { () throws(SystemError) in
      do throws(SystemError) {
        try FileSystem.link(to: file, at: path)
      } catch {
        guard error.isAbsence else { throw error }
        try FileSystem.makeFolder(FileSystem.folder(of: path))
        try FileSystem.link(to: file, at: path)
      }
    }
  }

  private func make(_ folder: String) throws {
    try Self.translating { () throws(SystemError) in try FileSystem.makeNewFolder(folder) }
  }

  /// Finds the declared outputs, by name.
  ///
  /// - Throws: ``StageError`` where one is missing or is not a file of its own.
  func outputs(_ names: [String]) throws -> [String: String] {
    var (files, missing): ([String: String], [String]) = ([:], [])
    for name in names {
      let file = "\(path)/\(name)"
      guard FileSystem.exists(file) else {
        missing.append("`\(name)`")
        continue
      }
      guard FileSystem.size(file) != nil else {
        throw StageError(
          "the command left `\(name)`, but not as a file of its own: an output can't be a folder, "
            + "nor a link; copy the file that it leads to")
      }
      files[name] = file
    }
    if missing.isEmpty { return files }
    throw StageError(
      "the command succeeded, but left no \(missing.joined(separator: ", ")) in \(path)")
  }

  private static func translating(_ body: () throws(SystemError) -> Void) throws(StageError) {
    do {
      try body()
    } catch {
      throw StageError("\(error.path) \(error.problem): \(error.reason)")
    }
  }
}
