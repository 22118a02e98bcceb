internal import Pipeline

/// Says in footnotes which cells a picture lacks, so that none is missing in silence.
enum MissingNotes {
  /// The most cells that a note names.
  private static let most = 4

  /// Returns a line for each reason for which values of a metric are missing.
  static func lines(_ observations: [Observation], of measure: Measure) -> [String] {
    let absent = [Table.Absence.failed, .notRun].compactMap { reason in
      line(
        reason.rawValue, observations.filter { $0.absence == reason }.map(\.cell),
        of: observations.count, measure)
    }
    let undefined = observations.filter { $0.absence == nil && $0.value == nil }
    let wild = observations.filter { $0.value.map { !$0.isDrawable } ?? false }
    return absent
      + [
        line("without this metric", undefined.map(\.cell), of: observations.count, measure),
        line("not a finite number", wild.map(\.cell), of: observations.count, measure),
      ].compactMap { $0 }
  }

  /// Returns a line for each reason for which curves of a metric are missing or broken.
  static func lines(_ curves: [ObservedCurve], of measure: Measure) -> [String] {
    let absent = [Table.Absence.failed, .notRun].compactMap { reason in
      line(
        reason.rawValue, curves.filter { $0.absence == reason }.map(\.cell), of: curves.count,
        measure)
    }
    let bare = curves.filter { $0.absence == nil && $0.points.isEmpty }
    let wild = curves.filter { $0.points.contains { !$0.value.isDrawable } }
    return absent
      + [
        line("without this curve", bare.map(\.cell), of: curves.count, measure),
        line(
          "broken where the value is no finite number", wild.map(\.cell), of: curves.count,
          measure),
      ].compactMap { $0 }
  }

  private static func line(
    _ reason: String, _ cells: [[Coordinate]], of count: Int, _ measure: Measure
  ) -> String? {
    if cells.isEmpty { return nil }
    let names = cells.prefix(most).map { cell in
      cell.isEmpty
        ? measure.stage : cell.map { "\($0.axis)=\($0.label)" }.joined(separator: ",")
    }
    let more = cells.count - names.count
    return "\(measure.text), \(reason): \(cells.count) of \(count) cells "
      + "(\(names.joined(separator: "; "))\(more > 0 ? "; … \(more) more" : ""))"
  }
}
