internal import Pipeline
internal import Platform
internal import Scheduling
internal import Synchronization

/// Reads the files beside the database that say how far stages are, of each log only what is new.
final class ServedFiles: WatchedFiles, Sendable {
  private struct Curve {
    var bytes = 0
    var points: [Double] = []
  }

  /// The most bytes of a progress file that are read.
  private static let mostProgress = 1 << 22

  private let store: ServedStore
  private let curves = Mutex<[String: Curve]>([:])

  init(_ store: ServedStore) { self.store = store }

  func progress(in path: String) -> [String: StageProgress] {
    guard store.contains(path), let size = FileSystem.size(path), size <= Self.mostProgress else {
      return [:]
    }
    return ProgressFile.progress(at: path)
  }

  func curve(in path: String) -> [Double] {
    guard store.contains(path), let size = FileIdentity(atPath: path)?.bytes else { return [] }
    return curves.withLock { curves in
      var curve = curves[path] ?? Curve()
      if size < curve.bytes { curve = Curve() }
      let fresh = size - curve.bytes
      if fresh > LossLog.most {
        curve = Curve(bytes: size, points: LossLog.points(in: path))
      } else if fresh > 0 {
        let end = FileSystem.end(of: path, bytes: fresh)
        // A line that isn't whole yet is read with the next ones.
        let whole = end.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        curve.points += LossLog.points(end[..<whole])
        curve.bytes += whole
      }
      if curves.count > 1000 { curves = [:] }
      curves[path] = curve
      return curve.points
    }
  }
}
