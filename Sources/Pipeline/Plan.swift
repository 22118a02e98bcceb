public import Options
internal import Spec

/// A stage of one cell: `tuned[arm=mpo,seed=1]`. Unique in a plan, stable between runs.
public struct StageID: Hashable, Sendable, Comparable, CustomStringConvertible {
  public let description: String
  public init(_ description: String) { self.description = description }
  public static func < (a: StageID, b: StageID) -> Bool { a.description < b.description }
}

/// A place on one sweep axis: `arm` = `mpo`.
public struct Coordinate: Hashable, Sendable {
  public let axis: String
  /// The value as tables show it; a named variant's name.
  public let label: String
  public init(axis: String, label: String) { (self.axis, self.label) = (axis, label) }
}

/// A stage that another reads.
public struct PlannedInput: Hashable, Sendable {
  /// The option that names the stage.
  public let role: String
  public let stage: StageID
  /// Where it stands on the axes gathered over; empty for a plain edge.
  public let coordinates: [Coordinate]
  public init(role: String, stage: StageID, coordinates: [Coordinate]) {
    self.role = role
    self.stage = stage
    self.coordinates = coordinates
  }
}

/// One stage of one cell, validated.
public struct PlannedStage: Sendable, Identifiable {
  /// What is the same in every cell, kept once.
  final class Common: Sendable {
    let name: String
    let declaration: StageDeclaration
    let terms: StageTerms
    let place: String

    init(_ name: String, _ declaration: StageDeclaration, _ terms: StageTerms, place: String) {
      self.name = name
      self.declaration = declaration
      self.terms = terms
      self.place = place
    }
  }

  public let id: StageID
  /// Only the axes that the stage depends on, in the order of the spec.
  public let cell: [Coordinate]
  /// A canonical map without edges.
  public let options: Value
  /// What it reads, in the order of its options.
  public let groups: [InputGroup]
  private let common: Common

  /// As the spec names it.
  public var name: String { common.name }
  public var declaration: StageDeclaration { common.declaration }
  public var terms: StageTerms { common.terms }
  /// `path/to/spec.yaml:12:3`, for messages.
  public var place: String { common.place }

  /// A stage of one cell of several.
  init(
    _ common: Common, id: StageID, cell: [Coordinate], options: Value, groups: [InputGroup]
  ) {
    self.common = common
    self.id = id
    self.cell = cell
    (self.options, self.groups) = (options, groups)
  }

  public init(
    id: StageID, name: String, cell: [Coordinate], declaration: StageDeclaration,
    options: Value, groups: [InputGroup], terms: StageTerms = StageTerms(), place: String
  ) {
    self.init(
      Common(name, declaration, terms, place: place), id: id, cell: cell, options: options,
      groups: groups)
  }

  /// A stage with inputs of its own.
  public init(
    id: StageID, name: String, cell: [Coordinate], declaration: StageDeclaration,
    options: Value, inputs: [PlannedInput], terms: StageTerms = StageTerms(), place: String
  ) {
    self.init(
      id: id, name: name, cell: cell, declaration: declaration, options: options,
      groups: InputGroup.groups(of: inputs), terms: terms, place: place)
  }

  /// Every stage that it reads, the members of gatherings one by one.
  public var inputs: [PlannedInput] { groups.flatMap(\.members) }
}

/// One value of a sweep axis, in the order of the spec.
public struct SweepAxis: Sendable {
  public let name: String
  public let labels: [String]
  public init(name: String, labels: [String]) { (self.name, self.labels) = (name, labels) }
}

/// A table that the spec asks for.
public struct PlannedTable: Sendable {
  public let name: String
  /// Sweep axes, one row per combination of their labels.
  public let rows: [String]
  /// `parameters`, `score.accuracy`, ...: a metric with or without its stage.
  public let columns: [String]
  /// By column that names no stage, the stage whose metric it is; those of stages whose metrics
  /// are known only when they have run are left out.
  public let stages: [String: String]
  /// The axis averaged over, if any.
  public let over: String?
  /// The rows below those of the axes, such as what a rival without any of them scores.
  public let references: [Reference]

  /// A row of figures that have no place on the axes of the table's rows.
  public struct Reference: Sendable {
    public let name: String
    /// By column, the figure that stands there, as STAGE.METRIC.
    public let figures: [String: String]

    public init(name: String, figures: [String: String]) {
      self.name = name
      self.figures = figures
    }
  }

  public init(
    name: String, rows: [String], columns: [String], stages: [String: String] = [:], over: String?,
    references: [Reference] = []
  ) {
    self.name = name
    self.rows = rows
    self.columns = columns
    self.stages = stages
    self.over = over
    self.references = references
  }
}

/// An experiment worked out: every stage of every cell, inputs before users.
public struct Plan: Sendable {
  public let experiment: String
  public let about: String
  public let axes: [SweepAxis]
  /// The cells that the sweep's rules leave, each with every axis.
  public let cells: PlanCells
  public let stages: [PlannedStage]
  public let tables: [PlannedTable]
  /// How cells are chosen as results come in; nil where all are run.
  public let search: PlannedSearch?
  /// What the stages will leave, as far as their kinds tell.
  public let outlooks: StageOutlooks

  public init(
    experiment: String, about: String, axes: [SweepAxis], cells: PlanCells,
    stages: [PlannedStage], tables: [PlannedTable], search: PlannedSearch? = nil,
    outlooks: StageOutlooks = StageOutlooks()
  ) {
    self.experiment = experiment
    self.about = about
    self.axes = axes
    self.cells = cells
    self.stages = stages
    self.tables = tables
    self.search = search
    self.outlooks = outlooks
  }

  /// A plan whose cells are listed one by one.
  public init(
    experiment: String, about: String, axes: [SweepAxis], cells: [[Coordinate]],
    stages: [PlannedStage], tables: [PlannedTable]
  ) {
    self.init(
      experiment: experiment, about: about, axes: axes, cells: PlanCells(cells), stages: stages,
      tables: tables)
  }
}
