internal import ArgumentParser
internal import FoundationEssentials
internal import Pipeline
internal import Scheduling
internal import Spec
internal import Storage

/// The options for where stages run, and for the settings of that site.
struct ExecutorArguments: ParsableArguments {
  @Option(help: "Where stages run: \(ExecutorCatalog.names.joined(separator: ", "))")
  var executor = "local"

  @Option(
    help: """
      YAML file with settings of this site that change no result, in a section slurm \
      (otherwise $BONDLAB_PROFILE, or ~/.config/bondlab/profile.yaml)
      """)
  var profile: String?

  func validate() throws {
    guard ExecutorCatalog.names.contains(executor) else {
      let known = ExecutorCatalog.names.joined(separator: ", ")
      throw ValidationError("there is no executor '\(executor)'; there are: \(known)")
    }
  }

  /// Makes the executor that is asked for.
  ///
  /// - Parameter grace: Seconds that a job has to stop after its time limit; nil for the default.
  func make(_ store: ResultsStore, grace: Double?) throws -> any Executor {
    let context = ExecutorContext(
      program: "/proc/self/exe", results: store.folder, journal: store.submissions,
      profile: try readProfile(), grace: grace ?? 10, notify: { complain("note: \($0)") })
    guard let executor = try ExecutorCatalog.make(executor, context) else {
      throw RequestError("there is no executor '\(executor)'")
    }
    return executor
  }

  /// Reads the profile that is asked for, or the user's own, or makes an empty one.
  ///
  /// - Throws: `SpecErrors` with everything that is wrong with it, `RequestError` where a file that
  ///   was asked for is missing.
  private func readProfile() throws -> Profile {
    let environment = ProcessInfo.processInfo.environment
    let sections = ExecutorCatalog.sections
    if let path = profile ?? environment["BONDLAB_PROFILE"].flatMap({ $0.isEmpty ? nil : $0 }) {
      return try Profile(try readBytes(path), file: path, sections: sections)
    }
    let usual = environment["HOME"].map { "\($0)/.config/bondlab/profile.yaml" }
    guard let usual, FileManager.default.fileExists(atPath: usual) else {
      return Profile(sections: sections)
    }
    return try Profile(try readBytes(usual), file: usual, sections: sections)
  }
}
