internal import Pipeline
internal import Platform

/// Second names for a stage's files.
///
/// The store takes files over by moving them. Should this process end before they are in the
/// database, the next one still finds them where the job left them.
enum OutputLinks {
  static func linked(
    _ output: StageOutput, in folder: String, _ index: Int
  ) throws -> StageOutput {
    let place = "\(folder)/\(index).files"
    SharedFile.remove(place)
    if !output.files.isEmpty { try SharedFile.makeFolder(place) }
    var (output, linked) = (output, [String: String]())
    for (number, path) in Set(output.files.values).sorted().enumerated() {
      do {
        try FileSystem.checkReadable(path)
      } catch {
        throw WorkerError("\(path) is gone: \(error.reason)")
      }
      let name = "\(place)/\(number)"
      linked[path] = FileSystem.addName(name, to: path) ? name : path
    }
    output.files = output.files.mapValues { linked[$0] ?? $0 }
    return output
  }
}
