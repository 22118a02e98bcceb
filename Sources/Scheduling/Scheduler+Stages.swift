internal import Dispatch
internal import Pipeline
internal import Spec

extension Scheduler {
  /// Works out a stage's key; does nothing yet where another stage is doing the same work.
  func resolve(_ stage: Int) {
    do {
      let key = try keys[stage] ?? resolver.key(ofStageAt: stage)
      keys[stage] = key
      if let other = doing[key.fingerprint], other != stage {
        followers[other, default: []].append(stage)
        return perform(state.follows(stage))
      }
      // What the survey has just looked up in vain is looked up again when it is claimed.
      let isDue = surveyedAsDue.remove(stage) != nil || isForced(stage, key.fingerprint)
      if !isDue, let known = try store.finished(key.fingerprint) {
        let value = try measure(store.metrics(of: known.fingerprint), of: stage)
        found(stage, known)
        let actions = state.resolved(stage, isCached: true)
        letGo(stage)
        perform(actions)
        decide(stage, with: value)
      } else {
        doing[key.fingerprint] = stage
        perform(state.resolved(stage, isCached: false))
      }
    } catch {
      fail(stage, StageFailure(.runner, "\(error)"))
    }
  }

  private func isForced(_ stage: Int, _ key: Fingerprint) -> Bool {
    options.forced.contains(plan.stages[stage].id) && !saved.contains(key)
  }

  private func found(_ stage: Int, _ known: FinishedStage) {
    take(stage, known)
    observe(.cached([(plan.stages[stage], known)]))
  }

  private func take(_ stage: Int, _ known: FinishedStage) {
    finished[stage] = known
    resolver.note(content: known.content, ofStageAt: stage)
  }

  /// Starts an attempt, unless another process has the stage or has just done it.
  func launch(_ stage: Int, _ launch: RunState.Launch) {
    guard let key = keys[stage]?.fingerprint else { return }
    do {
      guard try claim(stage, key) else { return yield(stage) }
      if launch.attempt == 1, !isForced(stage, key), let known = try store.finished(key) {
        let value = try measure(store.metrics(of: known.fingerprint), of: stage)
        found(stage, known)
        let actions = state.succeeded(stage)
        letGo(stage)
        perform(actions)
        return decide(stage, with: value)
      }
      let job =
        try executor.unfinished(key)?.named(plan.stages[stage].id.description)
        ?? newJob(stage, key, launch)
      begun[stage] = Begin(time: .now(), attempt: launch.attempt, logFile: job.logFile)
      observe(
        .started(plan.stages[stage], key, attempt: launch.attempt, logFile: job.logFile))
      executor.start(job) { [self] event in queue.async { self.handle(event, of: stage) } }
    } catch {
      fail(stage, StageFailure(.runner, "\(error)"))
    }
  }

  private func newJob(
    _ stage: Int, _ key: Fingerprint, _ launch: RunState.Launch
  ) throws -> StageJob {
    let planned = plan.stages[stage]
    var terms = planned.terms
    // Where stages run elsewhere, what is asked for there grows by that place's own rule.
    let factor = executor.capacity == nil ? launch.memoryFactor : 1
    terms.memory = terms.memory.map { memory in
      let (product, isTooLarge) = memory.multipliedReportingOverflow(by: factor)
      return isTooLarge ? .max : product
    }
    let attempt = "\(options.session).\(launch.attempt)"
    return StageJob(
      id: planned.id.description, kind: planned.declaration.kind, options: planned.options,
      inputs: try jobInputs(of: stage),
      workFolder: try store.workFolder(for: key, attempt: attempt),
      logFile: try logFile(planned.id), threads: launch.threads, key: key,
      attempt: launch.attempt, terms: terms)
  }

  private func jobInputs(of stage: Int) throws -> [StageJob.Input] {
    try zip(plan.stages[stage].groups, edges.groups[stage]).flatMap { group, place in
      try zip(group.members, edges.members[place]).compactMap { input, place in
        try finished[place].map { known in
          StageJob.Input(
            role: input.role,
            coordinates: Dictionary(
              input.coordinates.map { ($0.axis, $0.label) }, uniquingKeysWith: { a, _ in a }),
            files: known.files, metrics: try store.metrics(of: known.fingerprint))
        }
      }
    }
  }

  private func handle(_ event: ExecutorEvent, of stage: Int) {
    switch event {
    case .progress(let progress): observe(.progress(plan.stages[stage], progress))
    case .done(let output): save(output, of: stage)
    case .failed(let failure): fail(stage, failure)
    case .stopped where state.isInterrupted: perform(state.stopped(stage))
    case .stopped:
      fail(stage, StageFailure(.machine, "it was told to stop, and not by this run"))
    }
  }

  private func save(_ output: StageOutput, of stage: Int) {
    guard let key = keys[stage], let begin = begun[stage] else { return }
    let nanoseconds = DispatchTime.now().uptimeNanoseconds - begin.time.uptimeNanoseconds
    let seconds = Double(nanoseconds) / 1e9
    var output = output
    output.timings.append(Metric("seconds", seconds))
    do {
      let known = try store.save(output, of: plan.stages[stage], key: key)
      // The results are safe; what is left of the work takes room, and nothing else.
      try? store.discardWork(for: key.fingerprint)
      take(stage, known)
      begun[stage] = nil
      saved.insert(key.fingerprint)
      observe(.done(plan.stages[stage], known, seconds: seconds))
      let actions = state.succeeded(stage)
      letGo(stage)
      perform(actions)
      decide(stage, with: measure(output.metrics, of: stage))
    } catch {
      fail(stage, StageFailure(.runner, "its results can't be stored: \(error)"))
    }
  }

  /// Notes why a stage failed, for whatever the state makes of it.
  private func fail(_ stage: Int, _ failure: StageFailure) {
    failures[stage] = failure
    perform(state.failed(stage, failure.kind))
  }
}
