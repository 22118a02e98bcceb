public import Pipeline

/// What a report of an experiment shows, verdicts first.
public struct Report: Sendable {
  /// A drawing with its name and the words that stand for it where it can't be seen.
  public struct Picture: Sendable {
    public let name: String
    /// The drawing as an SVG element.
    public let drawing: String

    public init(name: String, drawing: String) { (self.name, self.drawing) = (name, drawing) }
  }

  /// A stage in a cell, and how its results came about.
  public struct Stage: Sendable {
    public let id: StageID
    public let name: String
    public let cell: [Coordinate]
    public let kind: String
    /// `done`, `not run` or `failed`.
    public let status: String
    /// Facts by name, such as the run and the time that it took.
    public let facts: [(name: String, value: String)]
    /// Options as JSON.
    public let options: String
    /// Last lines of the log.
    public let log: String
    /// Index among the environments; nil where none is known.
    public let environment: Int?

    public init(
      id: StageID, name: String, cell: [Coordinate], kind: String, status: String,
      facts: [(name: String, value: String)], options: String, log: String, environment: Int?
    ) {
      (self.id, self.name, self.cell, self.kind) = (id, name, cell, kind)
      (self.status, self.facts, self.options) = (status, facts, options)
      (self.log, self.environment) = (log, environment)
    }
  }

  public let experiment: String
  public let about: String
  /// Facts about the experiment by name.
  public let facts: [(name: String, value: String)]
  /// Lines about what is missing, and warnings.
  public let remarks: [String]
  public let tables: [Table]
  public let pictures: [Picture]
  public let axes: [SweepAxis]
  public let stages: [Stage]
  /// The environments in which stages were done, each with facts by name.
  public let environments: [[(name: String, value: String)]]

  public init(
    experiment: String, about: String, facts: [(name: String, value: String)], remarks: [String],
    tables: [Table], pictures: [Picture], axes: [SweepAxis], stages: [Stage],
    environments: [[(name: String, value: String)]]
  ) {
    (self.experiment, self.about, self.facts) = (experiment, about, facts)
    (self.remarks, self.tables, self.pictures) = (remarks, tables, pictures)
    (self.axes, self.stages, self.environments) = (axes, stages, environments)
  }
}
