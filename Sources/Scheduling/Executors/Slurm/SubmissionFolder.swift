internal import Pipeline
internal import Platform

/// The description of one stage for the node that runs it.
struct JobManifest: Codable {
  let token: String
  let index: Int
  /// The folder for the answers of all jobs.
  let exits: String
  let job: StageJob
}

/// The folder of one submission, among the files of all submissions from a results folder.
///
///     slurm/exits/TOKEN-INDEX.json     the answers of jobs, each the last thing that its job does
///     slurm/exits/TOKEN-INDEX.progress what a running job says of itself
///     slurm/TOKEN/job.sh               what Slurm runs
///     slurm/TOKEN/INDEX.json           the manifest of a stage
///     slurm/TOKEN/INDEX.result.json    its output
///     slurm/TOKEN/INDEX.out            what Slurm and the script print
///     slurm/TOKEN/.lock                held while the job is being submitted
struct SubmissionFolder {
  let path: String

  /// Creates the folder's path from the absolute path of the results folder.
  init(results: String, token: String) { path = "\(results)/slurm/\(token)" }

  init(path: String) { self.path = path }

  static func exits(results: String) -> String { "\(results)/slurm/exits" }

  var script: String { "\(path)/job.sh" }
  func manifest(_ index: Int) -> String { "\(path)/\(index).json" }
  func output(_ index: Int) -> String { "\(path)/\(index).out" }

  static func result(ofManifest manifest: String) -> String {
    "\(manifest.dropLast(".json".count)).result.json"
  }

  static func progressName(_ token: String, _ index: Int) -> String { "\(token)-\(index).progress" }
  static func exitName(_ token: String, _ index: Int) -> String { "\(token)-\(index).json" }

  /// Makes the folder with a manifest for each job and the script for all of them.
  func write(_ manifests: [JobManifest], script text: String) throws {
    try SharedFile.makeFolder(path)
    for manifest in manifests {
      try SharedFile.write(try encodedLine(manifest), to: self.manifest(manifest.index))
    }
    try SharedFile.write(Array(text.utf8), to: script, permissions: 0o755)
  }

  func readManifest(_ index: Int) -> JobManifest? {
    SharedFile.read(manifest(index)).flatMap { try? decodedLine(JobManifest.self, $0) }
  }

  /// Removes the manifest of a job, so that a job which may still start ends before it does
  /// anything.
  func withdraw(_ index: Int) { SharedFile.remove(manifest(index)) }

  /// Reads the output of a stage.
  ///
  /// - Throws: ``WorkerError`` where its file can't be read, an error of the decoder where it is
  ///   malformed.
  func result(_ index: Int) throws -> StageOutput {
    let path = Self.result(ofManifest: manifest(index))
    let bytes: [UInt8]
    do {
      bytes = try FileSystem.bytes(of: path)
    } catch {
      throw WorkerError("\(path) can't be read: \(error.reason)")
    }
    return try decodedLine(StageOutput.self, bytes)
  }

  /// Takes the right to submit from this folder; returns nil while another process has it, or one
  /// of its commands.
  func lock() -> FileLock? { try? FileLock.attempt("\(path)/.lock", .exclusive) }
}

/// The script that Slurm runs: it sets the environment and replaces the shell by this program.
struct JobScript {
  /// Names of the environment variables of this process that jobs get too.
  private static let passed = ["PATH", "LD_LIBRARY_PATH", "LANG", "LC_ALL", "TZ"]
  private static let passedPrefixes = ["BONDLAB_", "OPENBLAS_"]

  let program: String
  let folder: SubmissionFolder
  /// Environment variables of the form `NAME=VALUE`; of several with one name, the last counts.
  let environment: [String]

  /// Returns the environment variables that jobs get: those of this process, and then `more` from
  /// the profile.
  static func environment(adding more: [String]) -> [String] {
    let lines = ProcessEnvironment.entries.filter { entry in
      let name = ProcessEnvironment.name(of: entry)
      return passed.contains(String(name)) || passedPrefixes.contains { name.hasPrefix($0) }
    }
    return lines.sorted() + more
  }

  /// Writes the script.
  ///
  /// - Parameter command: The command that submits it, which the script has as a comment, for
  ///   people who want to submit by hand.
  func text(command: [String]) -> String {
    let exports = environment.map { line in
      let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return "export \(parts[0])=\(Self.quoted(parts.count > 1 ? String(parts[1]) : ""))"
    }
    let shown = command.map(Self.quoted).joined(separator: " ").split(whereSeparator: \.isNewline)
    return
      (["#!/bin/sh"] + shown.map { "# \($0)" } + exports + [
        "exec \(Self.quoted(program)) worker"
          + " --job \(Self.quoted(folder.path))/\"${SLURM_ARRAY_TASK_ID:-0}\".json",
        "",
      ]).joined(separator: "\n")
  }

  /// Quotes a word so that a shell takes it as it is.
  static func quoted(_ text: String) -> String {
    let plain = text.utf8.allSatisfy { byte in
      48...57 ~= byte || 97...122 ~= byte | 0x20 || "-_./=:,%@+".utf8.contains(byte)
    }
    if plain && !text.isEmpty { return text }
    return "'"
      + text.split(separator: "'", omittingEmptySubsequences: false)
      .joined(separator: "'\\''") + "'"
  }
}
