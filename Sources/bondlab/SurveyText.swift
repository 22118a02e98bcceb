internal import Pipeline
internal import Spec
internal import Storage

extension CacheStatus {
  /// How `plan` and `why` tell it: a word for the status, and the reason.
  ///
  /// - Parameter name: What another stage is called.
  func words(
    naming name: (StageID) -> String = { $0.description }
  ) -> (status: String, reason: String) {
    switch self {
    case .cached: ("cached", "")
    case .due(_, let reasons): ("run", reasons.joined(separator: "; "))
    case .follows(let stage, _): ("same", "says the same as \(name(stage)) and has its results")
    case .dueAfter(let stage, unlessSame: false):
      ("run", "reads \(name(stage)), which is done first")
    case .dueAfter(let stage, unlessSame: true):
      (
        "run",
        "reads \(name(stage)), which is done first; has another's results if they read the same"
      )
    case .undecided: ("may run", "the search decides by what comes out")
    case .pruned: ("left out", "the search went on with other trials")
    case .waits(let stage):
      (
        "may run",
        "reads \(name(stage)), which is done first and may come to what was known before"
      )
    }
  }
}

extension Survey {
  /// `3 to do, 2 more may be, 5 cached`
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

/// How `plan` and `why` tell a survey, with what was accepted and what is to be.
struct SurveyWords {
  private let survey: Survey
  private let acceptances: [Fingerprint: Acceptance]

  /// - Parameter acceptances: The latest first.
  init(_ survey: Survey, _ acceptances: [Acceptance]) {
    self.survey = survey
    self.acceptances = Dictionary(
      acceptances.map { ($0.stage, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// - Parameter name: What another stage is called.
  func words(
    at place: Int, naming name: (StageID) -> String = { $0.description }
  ) -> (status: String, reason: String) {
    if let takeover = survey.takeovers[place] {
      return ("accept", takeover.differences.joined(separator: "; "))
    }
    if let acceptance = acceptances(at: place).first {
      return ("cached", "accepted: \(acceptance.differences.joined(separator: "; "))")
    }
    return survey.needs[place].words(naming: name)
  }

  /// How a cached stage came to its key: an accepted result may have been accepted before.
  func acceptances(at place: Int) -> [Acceptance] {
    guard case .cached(let key, _) = survey.needs[place] else { return [] }
    var (found, seen): ([Acceptance], Set<Fingerprint>) = ([], [])
    var next = acceptances[key.fingerprint]
    while let acceptance = next, seen.insert(acceptance.stage).inserted {
      found.append(acceptance)
      next = acceptances[acceptance.former]
    }
    return found
  }
}
