internal import Dispatch
internal import Platform
internal import Synchronization

/// The processes of a graph without any runner: what no runner can do without.
enum BareProcesses {
  /// Starts the command of each stage, so many at a time, in the order of the stages.
  static func seconds(_ graph: RunnerGraph, in folder: String, jobs: Int) throws -> Double {
    let tasks = graph.tasks
    let jobs = graph.shape == .chain ? 1 : jobs
    let next = Mutex(0)
    let problem = Mutex<RequestError?>(nil)
    let time = ContinuousClock().measure {
      DispatchQueue.concurrentPerform(iterations: jobs) { _ in
        while true {
          let place = next.withLock { place in
            defer { place += 1 }
            return place
          }
          guard place < tasks.count, problem.withLock({ $0 == nil }) else { return }
          do {
            try wait(for: tasks[place], in: folder)
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
