public import Options

/// A picture that a spec asks for, validated.
public struct PlannedPicture: Sendable {
  public let name: String
  /// Name of the kind of picture.
  public let kind: String
  /// Options as a canonical map, without the stages that they name.
  public let options: Value
  /// Names of the stages that options name, by the options' paths.
  public let stages: [String: String]

  public init(name: String, kind: String, options: Value, stages: [String: String]) {
    self.name = name
    self.kind = kind
    self.options = options
    self.stages = stages
  }
}
