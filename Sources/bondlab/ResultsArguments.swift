internal import ArgumentParser
internal import FoundationEssentials
internal import Platform
internal import Storage

/// The option that names the results folder, and access to the store in it.
struct ResultsArguments: ParsableArguments {
  @Option(help: "Results folder (otherwise $BONDLAB_RESULTS, or Results)")
  var results: String?

  var folder: String {
    HomeFolder.expanded(
      results ?? ProcessInfo.processInfo.environment["BONDLAB_RESULTS"] ?? "Results")
  }

  /// The option as words of a shell command, after a space; empty where the option is not given.
  var words: String { results.map { " --results \($0.shellWord)" } ?? "" }

  /// Opens the store for reading; nothing is created.
  func reading() throws -> ResultsStore { printingNotice(of: try ResultsStore(reading: folder)) }

  /// Opens the store for writing, and creates it where there is none.
  func writing() throws -> ResultsStore {
    printingNotice(of: try ResultsStore(folder: folder, surroundings: .ofProcess()))
  }

  /// Opens the store again after a query has found its database damaged.
  func writing(after damage: DatabaseDamage) throws -> ResultsStore {
    complain("\(damage)")
    return printingNotice(
      of: try ResultsStore.reopen(
        after: damage, folder: folder, surroundings: .ofProcess()))
  }

  /// Prints the notice of a store that was just opened, and returns the store.
  private func printingNotice(of store: ResultsStore) -> ResultsStore {
    if let notice = store.notice { complain(notice) }
    return store
  }
}
