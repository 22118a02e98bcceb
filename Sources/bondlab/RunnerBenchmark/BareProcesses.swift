internal import Dispatch
internal import Platform
internal import Synchronization

/// Runs the processes of a graph without a runner, for the time that every runner needs at least.
enum BareProcesses {
  /// Runs the command of each stage in the order of the stages, several at a time.
  ///
  /// - Parameter jobs: Number of commands at a time; a chain has one.
  /// - Returns: Seconds for all of them.
  static func seconds(_ graph: RunnerGraph, in folder: String, jobs: Int) throws -> Double {
    let tasks = graph.tasks
    let jobs = graph.shape == .chain ? 1 : jobs
    let next = Mutex(0)
    let problem = Mutex<RequestError?>(nil)
    let time = ContinuousClock().measure {
      DispatchQueue.concurrentPerform(iterations: jobs) { _ in
        while true {
          let index = next.withLock { index in
            defer { index += 1 }
            return index
          }
          guard index < tasks.count, problem.withLock({ $0 == nil }) else { return }
          do {
            try wait(for: tasks[index], in: folder)
          } catch let error as RequestError {
            problem.withLock { $0 = error }
          } catch {}
        }
      }
    }
    if let problem = problem.withLock({ $0 }) { throw problem }
    return time / .seconds(1)
  }

  private static func wait(for task: RunnerGraph.Task, in folder: String) throws {
    let process = try TimedProcess.start(
      "/bin/sh", ["sh", "-e", "-c", "echo \(task.name) > '\(folder)/\(task.name).txt'"])
    process.wait()
  }
}
