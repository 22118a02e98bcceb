internal import Pipeline

/// The stages whose metric a column shows, by the places where they stand.
struct PlacedStages {
  /// By place, how many there are.
  private var counts: [Int]
  /// By place, why the first one has no figures that hasn't any.
  private var absences: [Int: Table.Absence] = [:]

  /// - Parameters:
  ///   - stage: The name of the stages; nil where none has the column's metric.
  ///   - absent: By source, why it has no figures.
  init(
    _ stage: String?, _ sources: [ResultRows.Source], _ places: FigurePlaces,
    absent: [Int: Table.Absence]
  ) {
    counts = Array(repeating: 0, count: places.count)
    guard let stage else { return }
    for (number, source) in sources.enumerated() where source.stage == stage {
      let place = places.ofSource[number]
      counts[place] += 1
      if let absence = absent[number], absences[place] == nil { absences[place] = absence }
    }
  }

  /// How many stand at some places together.
  func count(at places: [Int]) -> Int { places.reduce(0) { $0 + counts[$1] } }

  /// Why there are no figures at some places; nil where no stage stands there, and where those that
  /// do have other metrics.
  func absence(at places: [Int]) -> Table.Absence? {
    places.lazy.compactMap { absences[$0] }.first
  }
}
