internal import Pipeline
internal import Reporting
internal import Storage

/// The differences between two runs, one a row.
struct DifferenceTable {
  private let old: RunRecord
  private let new: RunRecord
  private let difference: RunDifference
  private let hasWholeDigests: Bool

  /// Creates the table of a comparison.
  ///
  /// - Parameter hasWholeDigests: Whether digests of contents are written with all digits, as
  ///   programs want them, or abbreviated.
  init(_ old: RunRecord, _ new: RunRecord, _ difference: RunDifference, hasWholeDigests: Bool) {
    self.old = old
    self.new = new
    self.difference = difference
    self.hasWholeDigests = hasWholeDigests
  }

  var table: Table {
    let names = [old, new].map { "run \($0.summary.id)" }
    return Table(
      name: names.joined(separator: " and "),
      header: ["stage", "what", "name"] + names + ["difference"],
      rows: aboutRuns + onlyInOne + difference.stages.flatMap(rows))
  }

  var isDifferent: Bool {
    !(difference.onlyInOld.isEmpty && difference.onlyInNew.isEmpty && difference.stages.isEmpty)
  }

  /// Such as `3 stages differ, 1 only in run 1, 2 only in run 2; 5 metrics differ`.
  var summary: String {
    if !isDifferent { return "every stage is the same" }
    let metrics = difference.stages.reduce(0) { $0 + $1.metrics.count }
    return differ(difference.stages.count, "stage")
      + ", \(difference.onlyInOld.count) only in run \(old.summary.id)"
      + ", \(difference.onlyInNew.count) only in run \(new.summary.id); "
      + differ(metrics, "metric")
  }

  private func differ(_ count: Int, _ what: String) -> String {
    count == 1 ? "1 \(what) differs" : "\(count) \(what)s differ"
  }

  private var aboutRuns: [[Table.Cell]] {
    let parts: [(String, String?, String?)] = [
      ("experiment", old.summary.experiment, new.summary.experiment),
      ("spec", old.request.specFile, new.request.specFile),
      ("includes", old.request.includedPaths, new.request.includedPaths),
      ("git commit", old.request.revision, new.request.revision),
      ("bondlab", old.version, new.version), ("machine", old.host, new.host),
      ("environment", old.environment, new.environment),
    ]
    return parts.filter { $0.1 != $0.2 }.map { row("", "run", $0, old: words($1), new: words($2)) }
  }

  private var onlyInOne: [[Table.Cell]] {
    difference.onlyInOld.map {
      row($0.description, "stage", "", old: .text("is there"), new: .missing)
    }
      + difference.onlyInNew.map {
        row($0.description, "stage", "", old: .missing, new: .text("is there"))
      }
  }

  private func rows(_ stage: RunDifference.Stage) -> [[Table.Cell]] {
    let id = stage.id.description
    let status = stage.status.map { change in
      row(
        id, "status", "", old: words(change.old?.rawValue), new: words(change.new?.rawValue))
    }
    let key = stage.key.map { change in
      row(
        id, "key", change.name, old: part(change.name, change.old),
        new: part(change.name, change.new))
    }
    let metrics = stage.metrics.map { change -> [Table.Cell] in
      var cells = row(
        id, "figure", change.name, old: number(change.old), new: number(change.new))
      if let old = change.old, let new = change.new { cells[5] = .number(new - old) }
      return cells
    }
    return [status].compactMap(\.self) + key + metrics
  }

  private func row(
    _ stage: String, _ what: String, _ name: String, old: Table.Cell, new: Table.Cell
  ) -> [Table.Cell] {
    [.text(stage), .text(what), .text(name), old, new, .missing]
  }

  private func part(_ name: String, _ value: String?) -> Table.Cell {
    let isDigest = name.hasPrefix("input.") || name.hasPrefix("file.")
    return words(isDigest && !hasWholeDigests ? value.map { String($0.prefix(12)) } : value)
  }

  private func words(_ text: String?) -> Table.Cell { text.map { .text($0) } ?? .missing }

  private func number(_ value: Double?) -> Table.Cell { value.map { .number($0) } ?? .missing }
}
