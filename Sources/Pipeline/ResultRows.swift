internal import Statistics

/// The metrics of a run in columns, which take a few bytes for each row.
///
/// Stages, cells and names are kept once; a row is put together when it is asked for.
package struct ResultRows: RandomAccessCollection, Sendable, Equatable {
  /// A stage of one cell, of which rows are.
  package struct Source: Hashable, Sendable {
    /// Name of the stage in the spec.
    package let stage: String
    package let cell: [Coordinate]

    package init(stage: String, cell: [Coordinate]) { (self.stage, self.cell) = (stage, cell) }
  }

  /// The sources of all rows, each once.
  package private(set) var sources: [Source] = []
  /// Names of the metrics of all rows, each once.
  package private(set) var metrics: [String] = []
  private var sourceNumbers: [Int32] = []
  private var metricNumbers: [Int32] = []
  private var steps: [Int?] = []
  private var values: [Double] = []
  private var known: [String: Int32] = [:]
  /// For each metric, the number of the one that came after it last time, as most stages have the
  /// metrics of the one before.
  private var followers: [Int32] = []

  package init() {}

  package init(_ rows: some Sequence<ResultRow>) {
    var numbers: [Source: Int] = [:]
    for row in rows {
      let source = Source(stage: row.stage, cell: row.cell)
      let number = numbers[source] ?? add(source)
      numbers[source] = number
      append(row.metric, step: row.step, row.value, ofSource: number)
    }
  }

  package var startIndex: Int { 0 }
  package var endIndex: Int { values.count }

  package subscript(position: Int) -> ResultRow {
    let source = sources[Int(sourceNumbers[position])]
    return ResultRow(
      cell: source.cell, stage: source.stage, metric: metrics[Int(metricNumbers[position])],
      step: steps[position], value: values[position])
  }

  package static func == (a: ResultRows, b: ResultRows) -> Bool { a.elementsEqual(b) }

  /// Returns the index of a row's source in `sources`.
  package func source(_ position: Int) -> Int { Int(sourceNumbers[position]) }

  /// Returns the index of a row's metric in `metrics`.
  package func metric(_ position: Int) -> Int { Int(metricNumbers[position]) }

  package func step(_ position: Int) -> Int? { steps[position] }

  package func value(_ position: Int) -> Double { values[position] }

  /// Adds a source that isn't there yet.
  ///
  /// - Returns: The source's index in `sources`.
  package mutating func add(_ source: Source) -> Int {
    sources.append(source)
    return sources.count - 1
  }

  package mutating func append(
    _ metric: String, step: Int?, _ value: Double, ofSource source: Int
  ) {
    let number = number(of: metric)
    if let last = metricNumbers.last { followers[Int(last)] = number }
    sourceNumbers.append(Int32(source))
    metricNumbers.append(number)
    steps.append(step)
    values.append(value)
  }

  /// Returns the rows with others behind them, as far as their sources are among these.
  package func adding(_ others: ResultRows) -> ResultRows {
    guard !others.isEmpty else { return self }
    let known = Dictionary(
      sources.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    var all = self
    for position in others.indices {
      guard let source = known[others.sources[others.source(position)]] else { continue }
      all.append(
        others.metrics[others.metric(position)], step: others.step(position),
        others.value(position), ofSource: source)
    }
    return all
  }

  /// Returns the rows whose sources are wanted.
  package func keeping(_ isWanted: (Source) -> Bool) -> ResultRows {
    let wanted = sources.map(isWanted)
    if wanted.allSatisfy(\.self) { return self }
    return ResultRows(indices.lazy.filter { wanted[source($0)] }.map { self[$0] })
  }

  /// Finds the rows whose metrics the kinds of their stages don't declare as details.
  ///
  /// - Returns: The indices of the rows; nil where no kind declares details, which means all rows.
  package func indicesWithoutDetails(_ stages: [PlannedStage]) -> [Int]? {
    let details = Dictionary(
      stages.map { ($0.name, $0.declaration.metrics?.filter(\.isDetail) ?? []) },
      uniquingKeysWith: { first, _ in first }
    ).filter { !$0.value.isEmpty }
    if details.isEmpty { return nil }
    // Whether each metric is a detail of each stage, so that no row's name is looked at.
    let hidden = details.mapValues { declared in
      metrics.map { metric in declared.contains { $0.fits(metric) } }
    }
    let ofSource = sources.map { hidden[$0.stage] }
    return indices.filter { ofSource[source($0)]?[metric($0)] != true }
  }

  private mutating func number(of metric: String) -> Int32 {
    if let last = metricNumbers.last {
      let expected = followers[Int(last)]
      if metrics[Int(expected)] == metric { return expected }
    }
    if let number = known[metric] { return number }
    let number = Int32(metrics.count)
    metrics.append(metric)
    known[metric] = number
    followers.append(number)
    return number
  }
}
