/// A stage of an experiment as it was done in an earlier run, to judge by how long another takes.
package struct PastStage: Sendable {
  package let id: StageID
  /// As the spec named it.
  package let name: String
  package let kind: String
  /// Canonical JSON.
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
