internal import Pipeline
internal import Spec

/// A cell as JSON: axis to label, in the order of the spec.
enum CellText {
  static func json(_ cell: [Coordinate]) -> String {
    let members = cell.map { coordinate in
      Value.text(coordinate.axis).canonicalJSON + ":" + Value.text(coordinate.label).canonicalJSON
    }
    return "{\(members.joined(separator: ","))}"
  }
}
