internal import FoundationEssentials
internal import Scheduling

/// A run that goes on in the background.
enum DetachedRun {
  /// Starts this program's command again in the background, without `--detach`.
  ///
  /// Prints the number of the process, the path of its log and how to stop it.
  static func start(_ experiment: String, results: String) throws {
    let folder = "\(results)/logs"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let words = CommandLine.arguments.filter { $0 != "--detach" }
    let log = freeName(folder, experiment)
    let process = try ProgramStart.detached("/proc/self/exe", words, log: log)
    print(
      """
      process \(process) runs '\(experiment)' in the background
      log:     \(log)
      stop it: kill -INT \(process)   (once to let stages save their state, twice to stop at once)
      """)
  }

  /// Makes up a file name that is not in use, such as `logs/glue-2026-11-25T070000Z.log`.
  private static func freeName(_ folder: String, _ experiment: String) -> String {
    let time = Date().formatted(.iso8601).replacing(":", with: "")
    let names = (1...).lazy.map { number in
      "\(folder)/\(experiment)-\(time)\(number == 1 ? "" : "-\(number)").log"
    }
    return names.first { !FileManager.default.fileExists(atPath: $0) } ?? "\(folder)/run.log"
  }
}
