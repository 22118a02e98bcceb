internal import Pipeline

/// The final figures of a run by stage and metric, each found without going through the others.
struct FinalFigures {
  /// A final figure and its place among all rows, which is the order that means are taken in.
  struct Figure {
    let index: Int
    let cell: [Coordinate]
    let value: Double
  }

  private struct Name: Hashable {
    let stage: String
    let metric: String
  }

  private struct Place: Hashable {
    let stage: String
    let cell: [Coordinate]
  }

  private var figures: [Name: [Figure]] = [:]
  private var byPlace: [Place: [String: Double]] = [:]
  private let stages: Set<String>
  /// By metric, the stage that it is of where no stage is named: the nearest to the end.
  private var lastStages: [String: String] = [:]
  /// All metrics, with and without their stages, for suggestions.
  let names: [String]

  /// - Parameter stages: The names of all stages of the plan, in its order.
  init(_ rows: [ResultRow], stages: [String]) {
    self.stages = Set(stages)
    var order: [String: Int] = [:]
    for (index, stage) in stages.enumerated() { order[stage] = index }
    for (index, row) in rows.enumerated() where row.step == nil {
      figures[Name(stage: row.stage, metric: row.metric), default: []]
        .append(Figure(index: index, cell: row.cell, value: row.value))
      let place = Place(stage: row.stage, cell: row.cell)
      if byPlace[place]?[row.metric] == nil {
        byPlace[place, default: [:]][row.metric] = row.value
      }
    }
    for name in figures.keys {
      guard let new = order[name.stage] else { continue }
      if let old = lastStages[name.metric].flatMap({ order[$0] }), old > new { continue }
      lastStages[name.metric] = name.stage
    }
    names = Set(figures.keys.flatMap { [$0.metric, "\($0.stage).\($0.metric)"] }).sorted()
  }

  /// The figures of a column, which names a metric with or without its stage.
  func figures(of column: String) -> [Figure] {
    let parts = column.split(separator: ".", maxSplits: 1).map(String.init)
    if parts.count == 2, stages.contains(parts[0]) {
      return figures[Name(stage: parts[0], metric: parts[1])] ?? []
    }
    guard let stage = lastStages[column] else { return [] }
    return figures[Name(stage: stage, metric: column)] ?? []
  }

  /// By metric, the figures of a stage of one cell.
  func figures(ofStage stage: String, at cell: [Coordinate]) -> [String: Double] {
    byPlace[Place(stage: stage, cell: cell)] ?? [:]
  }
}

/// The figures of a column by where they stand in a table's rows.
struct PlacedFigures {
  /// Figures that vary over the same of the rows' axes; each counts in every row that agrees.
  private struct Group {
    let axes: [String]
    var figures: [[String]: [FinalFigures.Figure]] = [:]
  }

  private let rows: [String]
  private var groups: [Group] = []

  /// - Parameter over: The axis averaged over, on which figures may stand anywhere.
  init(_ figures: [FinalFigures.Figure], rows: [String], over: String?) {
    self.rows = rows
    let fixed = Set(rows.filter { $0 != over })
    var indices: [[String]: Int] = [:]
    for figure in figures {
      let place = figure.cell.filter { fixed.contains($0.axis) }
      let axes = place.map(\.axis)
      let index = indices[axes] ?? groups.count
      if index == groups.count {
        groups.append(Group(axes: axes))
        indices[axes] = index
      }
      groups[index].figures[place.map(\.label), default: []].append(figure)
    }
  }

  /// The figures that count in a row, in their own order.
  func values(at place: [Coordinate]) -> [Double] {
    var found: [FinalFigures.Figure] = []
    for group in groups {
      let labels = group.axes.compactMap { axis in place.first { $0.axis == axis }?.label }
      found += group.figures[labels] ?? []
    }
    if groups.count > 1 { found.sort { $0.index < $1.index } }
    return found.map(\.value)
  }

  /// The rows that figures name on every axis, in the figures' order.
  var fullPlaces: [[Coordinate]] {
    let full = groups.filter { Set($0.axes) == Set(rows) }
    let places = full.flatMap { group in
      group.figures.map { labels, figures in (group.axes, labels, figures[0].index) }
    }
    return places.sorted { $0.2 < $1.2 }.map { axes, labels, _ in
      rows.compactMap { axis in
        axes.firstIndex(of: axis).map { Coordinate(axis: axis, label: labels[$0]) }
      }
    }
  }
}
