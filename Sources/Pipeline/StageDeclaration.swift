public import Options
internal import Spec
public import Statistics

/// The declaration of a stage kind, with its options, metrics and product, but without its work.
public struct StageDeclaration: Sendable {
  public let kind: String
  /// Version of the kind, raised whenever the same options and inputs would give another result.
  public let version: Int
  /// Help of one line, without a full stop.
  public let about: String
  /// Product of the stage, by which options choose inputs, such as `data`, `parts`, `model`,
  /// `scores` or `comparison`.
  public let produces: String
  /// Options that a spec may give.
  public var options: [OptionDeclaration] { deferredOptions.value }
  /// All metrics that a stage may leave; nil where they are known only when it has run.
  public let metrics: [MetricDeclaration]?
  /// Metrics that follow from the plan alone and aren't stored; tables and pictures that name them
  /// have them, and nothing else may.
  public let plannedMetrics: [MetricDeclaration]
  /// Other forms of the kind, each by the option whose presence in a spec chooses it.
  public let forms: [String: StageDeclaration]
  /// Finds conflicts between options, in every cell before anything runs.
  public let conflicts: @Sendable (StageRequest) -> [OptionConflict]
  /// Predicts what a stage without conflicts will leave, for its kind and those of later stages to
  /// read; nil where nothing is known before it runs.
  public let outlook: @Sendable (StageRequest) -> (any Sendable)?

  /// Options that are made when they are first asked for, as a spec uses few kinds and the options
  /// of all kinds take milliseconds to be declared.
  private let deferredOptions: MadeOnce<[OptionDeclaration]>

  /// Declares a stage kind.
  ///
  /// - Parameter options: The options, which are made when they are first asked for.
  public init(
    kind: String, version: Int, about: String, produces: String,
    options: @escaping @Sendable @autoclosure () -> [OptionDeclaration],
    metrics: [MetricDeclaration]? = nil, plannedMetrics: [MetricDeclaration] = [],
    forms: [String: StageDeclaration] = [:],
    conflicts: @escaping @Sendable (StageRequest) -> [OptionConflict] = { _ in [] },
    outlook: @escaping @Sendable (StageRequest) -> (any Sendable)? = { _ in nil }
  ) {
    self.kind = kind
    self.version = version
    self.about = about
    self.produces = produces
    deferredOptions = MadeOnce(options)
    self.metrics = metrics
    self.plannedMetrics = plannedMetrics
    self.forms = forms
    self.conflicts = conflicts
    self.outlook = outlook
  }

  /// Returns the form of a stage with options of these names, or the kind itself.
  func form(withOptions names: some Sequence<String>) -> StageDeclaration {
    names.lazy.compactMap { forms[$0] }.first ?? self
  }
}
