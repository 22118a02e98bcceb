internal import Pipeline

/// Where the sources of figures stand on the axes of a table's rows; worked out once for all of
/// the table's columns.
struct FigurePlaces {
  /// Places on the same of the rows' axes; each counts in every row that agrees.
  private struct Group {
    let axes: [String]
    var numbers: [[String]: Int] = [:]
  }

  private let rows: [String]
  private var groups: [Group] = []
  private var places: [(group: Int, labels: [String])] = []
  /// By source, the number of its place.
  private(set) var ofSource: [Int] = []

  var count: Int { places.count }

  /// - Parameter over: The axis averaged over, on which figures may stand anywhere.
  init(_ sources: [ResultRows.Source], rows: [String], over: String?) {
    self.rows = rows
    let fixed = rows.filter { $0 != over }
    ofSource.reserveCapacity(sources.count)
    var last: (cell: [Coordinate], number: Int)?
    for source in sources {
      if let last, last.cell == source.cell {
        ofSource.append(last.number)
        continue
      }
      let number = number(of: source.cell.filter { fixed.contains($0.axis) })
      last = (source.cell, number)
      ofSource.append(number)
    }
  }

  private mutating func number(of place: [Coordinate]) -> Int {
    let (axes, labels) = (place.map(\.axis), place.map(\.label))
    let group = groups.firstIndex { $0.axes == axes } ?? groups.count
    if group == groups.count { groups.append(Group(axes: axes)) }
    if let number = groups[group].numbers[labels] { return number }
    groups[group].numbers[labels] = places.count
    places.append((group, labels))
    return places.count - 1
  }

  /// The places whose figures count in a row.
  func numbers(at row: [Coordinate]) -> [Int] {
    groups.compactMap { group in
      let labels = group.axes.compactMap { axis in row.first { $0.axis == axis }?.label }
      return group.numbers[labels]
    }
  }

  /// A place as a row; nil where it leaves an axis of the rows open.
  func fullPlace(_ number: Int) -> [Coordinate]? {
    let (axes, labels) = (groups[places[number].group].axes, places[number].labels)
    guard Set(axes) == Set(rows) else { return nil }
    return rows.compactMap { axis in
      axes.firstIndex(of: axis).map { Coordinate(axis: axis, label: labels[$0]) }
    }
  }
}

/// The figures of a column by their places.
struct PlacedFigures {
  /// In the order of their places, those of one place in their own order.
  private var figures: [FinalFigures.Figure] = []
  /// By place, where its figures begin; one more for the end.
  private var starts: [Int]
  /// The places that have figures, in the order of the first of each.
  let placesInOrder: [Int]

  init(_ unordered: [FinalFigures.Figure], _ places: FigurePlaces) {
    starts = Array(repeating: 0, count: places.count + 1)
    var found: [Int] = []
    for figure in unordered {
      let place = places.ofSource[figure.source]
      if starts[place + 1] == 0 { found.append(place) }
      starts[place + 1] += 1
    }
    placesInOrder = found
    for place in 0..<places.count { starts[place + 1] += starts[place] }
    guard let first = unordered.first else { return }
    var ends = starts
    figures = Array(repeating: first, count: unordered.count)
    for figure in unordered {
      let place = places.ofSource[figure.source]
      figures[ends[place]] = figure
      ends[place] += 1
    }
  }

  /// The figures of some places, in their own order.
  func values(at places: [Int]) -> [Double] {
    if places.count == 1 { return figures(at: places[0]).map(\.value) }
    return places.flatMap(figures).sorted { $0.index < $1.index }.map(\.value)
  }

  private func figures(at place: Int) -> ArraySlice<FinalFigures.Figure> {
    figures[starts[place]..<starts[place + 1]]
  }
}
