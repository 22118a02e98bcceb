internal import ArgumentParser
internal import FoundationEssentials
internal import Glibc
internal import Platform
internal import Storage
internal import Tensors

/// Where results are.
struct ResultsArguments: ParsableArguments {
  @Option(help: "The results folder (otherwise $BONDLAB_RESULTS, or Results).")
  var results: String?

  var folder: String {
    HomeFolder.expanded(
      results ?? ProcessInfo.processInfo.environment["BONDLAB_RESULTS"] ?? "Results")
  }

  /// The arguments as a shell takes them, behind a space; nothing where the folder is not given.
  var words: String { results.map { " --results \($0.shellWord)" } ?? "" }

  /// Opens the store to look at it; it makes nothing.
  func reading() throws -> ResultsStore { told(try ResultsStore(reading: folder)) }

  func writing() throws -> ResultsStore {
    told(try ResultsStore(folder: folder, surroundings: Self.surroundings()))
  }

  /// Opens the store once more after a query has found its database damaged.
  func writing(after damage: DatabaseDamage) throws -> ResultsStore {
    complain("\(damage)")
    return told(
      try ResultsStore.reopen(
        after: damage, folder: folder, surroundings: Self.surroundings()))
  }

  private func told(_ store: ResultsStore) -> ResultsStore {
    if let notice = store.notice { complain(notice) }
    return store
  }

  private static func surroundings() -> Surroundings {
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, name.count - 1)
    let bytes = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    var environment = ProcessInfo.processInfo.environment.filter { $0.key.hasPrefix("OPENBLAS_") }
    environment["blas_kernel"] = blasKernelName()
    return Surroundings(
      host: String(decoding: bytes, as: UTF8.self), version: Bondlab.version,
      environment: environment, now: { Date() })
  }
}
