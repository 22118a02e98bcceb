internal import Glibc
internal import Pipeline

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
      guard access(path, R_OK) == 0 else { throw WorkerError("\(path) is gone", errno) }
      let name = "\(place)/\(number)"
      linked[path] = link(path, name) == 0 ? name : path
    }
    output.files = output.files.mapValues { linked[$0] ?? $0 }
    return output
  }
}
