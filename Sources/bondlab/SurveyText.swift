internal import Pipeline

extension StageNeed {
  /// How `plan` and `why` tell it: a word for the status, and the reason.
  var words: (status: String, reason: String) {
    switch self {
    case .cached: ("cached", "")
    case .due(_, let reasons): ("run", reasons.joined(separator: "; "))
    case .follows(let stage, _): ("same", "says the same as \(stage) and has its results")
    case .dueAfter(let stage, unlessSame: false): ("run", "reads \(stage), which is done first")
    case .dueAfter(let stage, unlessSame: true):
      ("run", "reads \(stage), which is done first; has another's results if they read the same")
    case .undecided: ("may run", "the search decides by what comes out")
    case .pruned: ("left out", "the search went on with other trials")
    case .waits(let stage):
      ("may run", "reads \(stage), which is done first and may come to what was known before")
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
    return "\(counts.due) to do\(uncertain)\(following), \(counts.cached) cached\(pruned)"
  }
}
