/// A stage of an experiment as it was done in an earlier run, from whose time others are estimated.
package struct PastStage: Sendable {
  package let id: StageID
  /// Name of the stage in the spec.
  package let name: String
  package let kind: String
  /// Options as canonical JSON.
  package let options: String
  package let seconds: Double

  package init(id: StageID, name: String, kind: String, options: String, seconds: Double) {
    self.id = id
    self.name = name
    self.kind = kind
    self.options = options
    self.seconds = seconds
  }
}
