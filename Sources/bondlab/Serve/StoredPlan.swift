internal import Pipeline
internal import Spec
internal import Storage

/// Makes the plan of a run again, of the texts that are stored with it.
enum StoredPlan {
  /// Makes the plan.
  ///
  /// - Throws: Where the texts make no plan any more, or one without stages of the run.
  static func plan(of run: RunRecord) throws -> Plan {
    let request = run.request
    let overrides = Self.overrides(in: request.command, spec: request.specFile)
    let plan = try ExperimentSpec.ofCatalog(
      Array(request.specText.utf8), file: request.specFile, overrides: overrides,
      included: request.included
    ).plan()
    let planned = Set(plan.stages.map(\.id))
    if let other = run.stages.first(where: { !planned.contains($0.id) }) {
      throw RequestError("the spec of run \(run.summary.id) has no stage '\(other.id)' any more")
    }
    return plan
  }

  /// Finds the values of `--set` in a command, whose words are stored with spaces between them.
  ///
  /// A value goes on until the next option or the spec, as it may have spaces itself.
  static func overrides(in command: String, spec: String) -> [String] {
    var (values, open): ([String], Bool) = ([], false)
    for word in command.split(separator: " ", omittingEmptySubsequences: false) {
      if word == "--set" || word.hasPrefix("--set=") {
        values.append(String(word.dropFirst("--set=".count)))
        open = true
      } else if word.hasPrefix("--") || word == spec {
        open = false
      } else if open, let last = values.popLast() {
        values.append(last.isEmpty ? String(word) : "\(last) \(word)")
      }
    }
    return values
  }
}
