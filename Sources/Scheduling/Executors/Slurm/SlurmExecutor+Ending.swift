internal import Dispatch
internal import FoundationEssentials
internal import Glibc
internal import Platform
internal import Pipeline

extension SlurmExecutor {
  /// Reports how a stage ended, after all has been noted that a next attempt needs.
  func end(_ id: String, _ verdict: SubmissionVerdict) {
    guard let task = tasks.removeValue(forKey: id) else { return }
    remember(verdict, of: task)
    keepOutput(of: task)
    let event = event(verdict, of: task)
    if case .done = event {} else { forget(task, "\(verdict)") }
    task.report(event)
    flush(after: 0)
  }

  /// A submission that is done stays open until its stage is in the store. A job of any other must
  /// not begin any more.
  private func forget(_ task: SlurmTask, _ message: String) {
    guard let submission = task.submission else { return }
    task.folder?.withdraw(submission.index)
    attempt {
      try context.journal.ended(submission.token, index: submission.index, message: message)
    }
  }

  private func remember(_ verdict: SubmissionVerdict, of task: SlurmTask) {
    let key = task.job.key
    if task.isInherited { return }
    switch verdict {
    case .memory: growth[key, default: SlurmGrowth()].memory *= settings.factor
    case .timeout: growth[key, default: SlurmGrowth()].time *= settings.factor
    case .machine(_, let nodes):
      let names = nodes.split(separator: ",").map(String.init).filter { $0 != "(null)" }
      excluded[key, default: []].formUnion(names)
    default: break
    }
  }

  /// What Slurm printed belongs into the stage's log.
  private func keepOutput(of task: SlurmTask) {
    guard let folder = task.folder, let index = task.submission?.index else { return }
    let printed = SharedFile.end(of: folder.output(index), bytes: 1 << 16)
    if !printed.isEmpty { SharedFile.append(printed, to: task.job.logFile) }
  }

  private func event(_ verdict: SubmissionVerdict, of task: SlurmTask) -> ExecutorEvent {
    switch verdict {
    case .stopped: return .stopped
    case .done:
      do {
        return .done(try output(of: task))
      } catch {
        return .failed(told(StageFailure(.crash, "\(error)"), of: task))
      }
    default: return .failed(told(verdict.failure(task.request), of: task))
    }
  }

  private func output(of task: SlurmTask) throws -> StageOutput {
    guard let folder = task.folder, let index = task.submission?.index else {
      throw SlurmSilence("its output is gone")
    }
    return try OutputLinks.linked(folder.result(index), in: folder.path, index)
  }

  /// What became of a job while nobody looked is no failure of this run, which does it again.
  private func told(_ failure: StageFailure, of task: SlurmTask) -> StageFailure {
    guard task.isInherited else { return failure }
    return StageFailure(
      .machine, "its job of an earlier run came to nothing: \(failure.message)")
  }

  /// Cancels all that is not wanted any more and has a number; what has none yet follows, or goes
  /// with all others by their name.
  func cancelUnwanted() {
    let isAll = tasks.allSatisfy { $0.value.isUnwanted } && !isSubmitting
    let ids = tasks.filter { $0.value.isUnwanted && ($0.value.place != nil || isAll) }.keys.sorted()
    guard !ids.isEmpty else { return }
    let places = ids.compactMap { tasks[$0]?.place }
    for id in ids { tasks[id]?.isUnwanted = false }
    cancelling.async { [self] in
      let silence = cancelled(places, name: isAll ? name : nil)
      queue.async { self.answered(ids, silence) }
    }
  }

  /// Jobs that could not be cancelled may go on, so they stay written down for the next run.
  private func answered(_ ids: [String], _ silence: SlurmSilence?) {
    if let silence {
      context.notify("jobs could not be cancelled, and the next run finds them: \(silence)")
    }
    for id in ids {
      if silence == nil { handle(.cancelled, of: id) } else { leave(id) }
    }
  }

  /// Lets go of a job that goes on and stays written down.
  func leave(_ id: String) { tasks.removeValue(forKey: id)?.report(.stopped) }

  func cancel(_ places: [JobPlace]) {
    guard !places.isEmpty else { return }
    cancelling.async { [self] in
      if let silence = cancelled(places, name: nil) {
        queue.async { self.context.notify("jobs could not be cancelled: \(silence)") }
      }
    }
  }

  /// By their numbers, and by their name for those whose numbers are not known.
  private func cancelled(_ places: [JobPlace], name: String?) -> SlurmSilence? {
    do throws(SlurmSilence) {
      if !places.isEmpty { try client.cancel(places) }
      if let name { try client.cancel(name: name) }
      return nil
    } catch {
      return error
    }
  }
}

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
