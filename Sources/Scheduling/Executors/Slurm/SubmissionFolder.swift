internal import Pipeline
internal import Platform

/// What one stage of a request needs to know on the node that does it.
struct JobManifest: Codable {
  let token: String
  let index: Int
  /// The folder for the answers of all jobs.
  let exits: String
  let job: StageJob
}

/// The files of all submissions from a results folder.
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

  /// - Parameter results: Absolute.
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

  /// Makes a job that may still start end before it does anything.
  func withdraw(_ index: Int) { SharedFile.remove(manifest(index)) }

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

  /// Takes the right to submit from this folder; whoever held it, with all its commands, is gone
  /// then. nil while another process has it.
  func lock() -> FileLock? { try? FileLock.attempt("\(path)/.lock", .exclusive) }
}

/// What Slurm runs: the environment, then this program in the place of the shell.
struct JobScript {
  /// Variables of this process that jobs get too.
  private static let passed = ["PATH", "LD_LIBRARY_PATH", "LANG", "LC_ALL", "TZ"]
  private static let passedPrefixes = ["BONDLAB_", "OPENBLAS_"]

  let program: String
  let folder: SubmissionFolder
  /// `NAME=VALUE`; a later one counts.
  let environment: [String]

  /// The variables of this process, and of the profile, that jobs get.
  static func environment(adding more: [String]) -> [String] {
    let lines = ProcessEnvironment.entries.filter { entry in
      let name = ProcessEnvironment.name(of: entry)
      return passed.contains(String(name)) || passedPrefixes.contains { name.hasPrefix($0) }
    }
    return lines.sorted() + more
  }

  /// - Parameter command: How it is submitted, for people who want to do so by hand.
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

  /// A word that a shell takes as it is.
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
