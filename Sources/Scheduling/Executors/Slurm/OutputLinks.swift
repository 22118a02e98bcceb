internal import Pipeline
internal import Platform

/// Makes second names (hard links) for a stage's files.
///
/// The store takes files over by moving them. If this process ends before they are in the
/// database, the next one still finds them where the job left them.
enum OutputLinks {
  /// Returns an output whose files have second names in a folder for the job.
  ///
  /// - Throws: ``WorkerError`` where a file can't be read.
  static func linked(
    _ output: StageOutput, in folder: String, _ index: Int
  ) throws -> StageOutput {
    let links = "\(folder)/\(index).files"
    SharedFile.remove(links)
    if !output.files.isEmpty { try SharedFile.makeFolder(links) }
    var (output, linked) = (output, [String: String]())
    for (number, path) in Set(output.files.values).sorted().enumerated() {
      do {
        try FileSystem.checkReadable(path)
      } catch {
        throw WorkerError("\(path) is gone: \(error.reason)")
      }
      let name = "\(links)/\(number)"
      linked[path] = FileSystem.addName(name, to: path) ? name : path
    }
    output.files = output.files.mapValues { linked[$0] ?? $0 }
    return output
  }
}
