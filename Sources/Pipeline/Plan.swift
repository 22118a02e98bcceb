public import Options
internal import Spec

/// The name of a stage with its cell, such as `tuned[arm=mpo,seed=1]`, unique in a plan and stable
/// between runs.
public struct StageID: Hashable, Sendable, Comparable, CustomStringConvertible {
  public let description: String
  public init(_ description: String) { self.description = description }
  public static func < (a: StageID, b: StageID) -> Bool { a.description < b.description }
}

/// A value of one sweep axis, such as `arm` = `mpo`.
public struct Coordinate: Hashable, Sendable {
  public let axis: String
  /// The value as tables show it, which for a named variant is its name.
  public let label: String
  public init(axis: String, label: String) { (self.axis, self.label) = (axis, label) }
}

/// A stage that another reads.
public struct PlannedInput: Hashable, Sendable {
  /// The option that names the stage.
  public let role: String
  public let stage: StageID
  /// Its values of the axes gathered over; empty for a plain edge.
  public let coordinates: [Coordinate]
  public init(role: String, stage: StageID, coordinates: [Coordinate]) {
    self.role = role
    self.stage = stage
    self.coordinates = coordinates
  }
}

/// A stage of one cell, validated.
public struct PlannedStage: Sendable, Identifiable {
  /// The parts of a stage that are the same in every cell, kept once.
  final class Common: Sendable {
    let name: String
    let declaration: StageDeclaration
    let resources: StageResources
    let location: String

    init(
      _ name: String, _ declaration: StageDeclaration, _ resources: StageResources,
      location: String
    ) {
      self.name = name
      self.declaration = declaration
      self.resources = resources
      self.location = location
    }
  }

  public let id: StageID
  /// Values of the axes that the stage depends on, in the order of the spec.
  public let cell: [Coordinate]
  /// Options as a canonical map without edges.
  public let options: Value
  /// The inputs, in the order of the options that name them.
  public let groups: [InputGroup]
  private let common: Common

  /// Name of the stage in the spec.
  public var name: String { common.name }
  public var declaration: StageDeclaration { common.declaration }
  public var resources: StageResources { common.resources }
  /// Location of the stage in the spec for messages, such as `path/to/spec.yaml:12:3`.
  public var location: String { common.location }

  /// Makes one of several cells of a stage.
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
    options: Value, groups: [InputGroup], resources: StageResources = StageResources(),
    location: String
  ) {
    self.init(
      Common(name, declaration, resources, location: location), id: id, cell: cell,
      options: options, groups: groups)
  }

  /// Makes a stage whose groups of inputs no other stage shares.
  public init(
    id: StageID, name: String, cell: [Coordinate], declaration: StageDeclaration,
    options: Value, inputs: [PlannedInput], resources: StageResources = StageResources(),
    location: String
  ) {
    self.init(
      id: id, name: name, cell: cell, declaration: declaration, options: options,
      groups: InputGroup.groups(of: inputs), resources: resources, location: location)
  }

  /// All inputs, the members of gatherings one by one.
  public var inputs: [PlannedInput] { groups.flatMap(\.members) }
}

/// A sweep axis with the labels of its values, in the order of the spec.
public struct SweepAxis: Sendable {
  public let name: String
  public let labels: [String]
  public init(name: String, labels: [String]) { (self.name, self.labels) = (name, labels) }
}

/// An experiment that has been worked out into every stage of every cell, inputs before readers.
public struct Plan: Sendable {
  public let experiment: String
  public let about: String
  public let axes: [SweepAxis]
  /// The cells that the sweep's rules leave, each with every axis.
  public let cells: PlanCells
  public let stages: [PlannedStage]
  public let tables: [PlannedTable]
  /// The pictures that the spec asks for.
  public let pictures: [PlannedPicture]
  /// Search that chooses cells as results come in; nil where all cells are run.
  public let search: PlannedSearch?
  /// Predictions of what the stages will leave, as far as their kinds make any.
  public let outlooks: StageOutlooks

  public init(
    experiment: String, about: String, axes: [SweepAxis], cells: PlanCells,
    stages: [PlannedStage], tables: [PlannedTable], pictures: [PlannedPicture] = [],
    search: PlannedSearch? = nil, outlooks: StageOutlooks = StageOutlooks()
  ) {
    self.experiment = experiment
    self.about = about
    self.axes = axes
    self.cells = cells
    self.stages = stages
    self.tables = tables
    self.pictures = pictures
    self.search = search
    self.outlooks = outlooks
  }

  /// Makes a plan whose cells are listed one by one.
  public init(
    experiment: String, about: String, axes: [SweepAxis], cells: [[Coordinate]],
    stages: [PlannedStage], tables: [PlannedTable], pictures: [PlannedPicture] = []
  ) {
    self.init(
      experiment: experiment, about: about, axes: axes, cells: PlanCells(cells), stages: stages,
      tables: tables, pictures: pictures)
  }
}
