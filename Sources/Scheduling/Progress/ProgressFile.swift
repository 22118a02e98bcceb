internal import FoundationEssentials
package import Pipeline
internal import Platform

/// Keeps how far the running stages of a run are in a file, for other processes that watch the run.
///
/// The file is replaced about once a second and removed at the end. A run goes on without it where
/// it can't be written, as it holds nothing that is needed later.
package final class ProgressFile: RunObserver, @unchecked Sendable {
  // Guard: the scheduler calls observers from one queue, one event after the other.
  private let path: String
  private var running: [String: StageProgress] = [:]
  private var isOutdated = false

  package init(_ path: String) { self.path = path }

  package func observe(_ event: RunEvent) {
    switch event {
    case .progress(let stage, let progress):
      running[stage.id.description] = progress
      isOutdated = true
    case .started(let stage, _, _, _), .done(let stage, _, _), .failed(let stage, _, _, _),
      .retried(let stage, _), .stopped(let stage):
      if running.removeValue(forKey: stage.id.description) != nil { isOutdated = true }
    case .tick: write()
    case .finished: try? FileSystem.remove(path)
    case .cached, .elsewhere, .skipped, .pruned, .decided: break
    }
  }

  private func write() {
    guard isOutdated, let bytes = try? encodedLine(running) else { return }
    isOutdated = false
    try? DurableFile.write(bytes, to: path, durability: .none)
  }

  /// Reads how far stages are, by their ids; nothing where there is no such file.
  package static func progress(at path: String) -> [String: StageProgress] {
    guard let bytes = try? FileSystem.bytes(of: path) else { return [:] }
    return (try? decodedLine([String: StageProgress].self, bytes)) ?? [:]
  }
}
