internal import Pipeline
internal import Spec
internal import Storage

extension CacheStatus {
  /// Describes the status for `plan` and `why`: a word for it, and the reason.
  ///
  /// - Parameter name: Returns the name by which another stage is mentioned.
  func words(
    naming name: (StageID) -> String = { $0.description }
  ) -> (status: String, reason: String) {
    switch self {
    case .cached: ("cached", "")
    case .due(_, let reasons): ("run", reasons.joined(separator: "; "))
    case .follows(let stage, _):
      ("same", "has the options and inputs of \(name(stage)), and its results")
    case .dueAfter(let stage, unlessSame: false):
      ("run", "reads \(name(stage)), which runs first")
    case .dueAfter(let stage, unlessSame: true):
      ("run", "reads \(name(stage)), which runs first; shares a result if its input is equal")
    case .undecided: ("may run", "the search decides by the results")
    case .pruned: ("left out", "the search went on with other trials")
    case .waits(let stage):
      ("may run", "reads \(name(stage)), which runs first and may give a result that is known")
    }
  }
}

extension Survey {
  /// Counts of stages by status, such as `3 to do, 2 more may be, 5 cached`.
  var summary: String {
    let counts = counts
    let uncertain = counts.uncertain > 0 ? ", \(counts.uncertain) more may be" : ""
    let following = counts.following > 0 ? ", \(counts.following) the same as others" : ""
    let pruned = counts.pruned > 0 ? ", \(counts.pruned) left out by the search" : ""
    let accepted = takeovers.isEmpty ? "" : ", \(takeovers.count) to be accepted"
    let cached = counts.cached - takeovers.count
    return "\(counts.due) to do\(uncertain)\(following)\(accepted), \(cached) cached\(pruned)"
  }
}

/// Describes a survey for `plan` and `why`, with the results that were or will be accepted.
struct SurveyWords {
  private let survey: Survey
  private let acceptances: [Fingerprint: Acceptance]

  /// Creates the texts of a survey.
  ///
  /// - Parameter acceptances: All acceptances of the store, the latest first.
  init(_ survey: Survey, _ acceptances: [Acceptance]) {
    self.survey = survey
    self.acceptances = Dictionary(
      acceptances.map { ($0.stage, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Describes the status of the stage of an index in the plan.
  ///
  /// - Parameter name: Returns the name by which another stage is mentioned.
  func words(
    at index: Int, naming name: (StageID) -> String = { $0.description }
  ) -> (status: String, reason: String) {
    if let takeover = survey.takeovers[index] {
      return ("accept", takeover.differences.joined(separator: "; "))
    }
    if let acceptance = acceptances(at: index).first {
      return ("cached", "accepted: \(acceptance.differences.joined(separator: "; "))")
    }
    return survey.statuses[index].words(naming: name)
  }

  /// Finds the acceptances by which a cached stage came to its key, the latest first.
  ///
  /// There may be several, as an accepted result may have been accepted before.
  func acceptances(at index: Int) -> [Acceptance] {
    guard case .cached(let key, _) = survey.statuses[index] else { return [] }
    var (found, seen): ([Acceptance], Set<Fingerprint>) = ([], [])
    var next = acceptances[key.fingerprint]
    while let acceptance = next, seen.insert(acceptance.stage).inserted {
      found.append(acceptance)
      next = acceptances[acceptance.former]
    }
    return found
  }
}
