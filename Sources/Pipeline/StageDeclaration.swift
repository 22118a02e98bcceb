public import Options
internal import Spec
public import Statistics

/// What the experiment half knows of a stage kind: its name, options and product, never its work.
public struct StageDeclaration: Sendable {
  public let kind: String
  /// Raised whenever the same options and inputs would give another result.
  public let version: Int
  /// One line for `--help`, without a full stop.
  public let about: String
  /// What later stages may use it as: `data`, `parts`, `model`, `scores`, `comparison`.
  public let produces: String
  /// What a spec may say of a stage.
  public var options: [OptionDeclaration] { deferredOptions.value }
  /// Every metric that a stage may leave; nil where that is known only when it has run.
  public let metrics: [MetricDeclaration]?
  /// Other forms of the kind, each by the option whose presence in a spec chooses it.
  public let forms: [String: StageDeclaration]
  /// What options say together that cannot be; asked for every cell before anything runs.
  public let conflicts: @Sendable (StageRequest) -> [OptionConflict]
  /// What a stage without conflicts will leave, for its kind and those of later stages to read;
  /// nil where nothing is known before it runs.
  public let outlook: @Sendable (StageRequest) -> (any Sendable)?

  /// A spec uses few kinds, and the options of all of them take milliseconds to be declared.
  private let deferredOptions: MadeOnce<[OptionDeclaration]>

  /// - Parameter options: Made when they are first asked for.
  public init(
    kind: String, version: Int, about: String, produces: String,
    options: @escaping @Sendable @autoclosure () -> [OptionDeclaration],
    metrics: [MetricDeclaration]? = nil, forms: [String: StageDeclaration] = [:],
    conflicts: @escaping @Sendable (StageRequest) -> [OptionConflict] = { _ in [] },
    outlook: @escaping @Sendable (StageRequest) -> (any Sendable)? = { _ in nil }
  ) {
    self.kind = kind
    self.version = version
    self.about = about
    self.produces = produces
    deferredOptions = MadeOnce(options)
    self.metrics = metrics
    self.forms = forms
    self.conflicts = conflicts
    self.outlook = outlook
  }

  /// The form that a stage with options of these names has.
  func form(withOptions names: some Sequence<String>) -> StageDeclaration {
    names.lazy.compactMap { forms[$0] }.first ?? self
  }
}
