internal import Models
internal import Statistics

/// Measures how far steps move the central tensors that experts share, against the auxiliary
/// tensors of one expert.
///
/// Every step's tokens move a central tensor, but each expert's auxiliary tensors are moved by that
/// expert's tokens alone: what MPOE's gradient mask is against (arXiv 2203.01104, section 3.3). It
/// costs a copy of these tensors, and two passes over them at each step.
final class CentreUpdates {
  private let bank: ParameterBank
  private let tensors: ParameterLayout.ExpertTensors
  private var before: [String: [Float]] = [:]

  /// Prepares to measure; nil where no experts share central tensors.
  init?(_ model: StoredModel) {
    guard let tensors = model.bank.layout.expertTensors(model.description) else { return nil }
    (bank, self.tensors) = (model.bank, tensors)
  }

  /// Counts the numbers that are copied.
  static func numbersKept(_ description: ModelDescription, in layout: ParameterLayout) -> Int {
    guard let tensors = layout.expertTensors(description) else { return 0 }
    return (tensors.central + tensors.auxiliary.joined()).reduce(0) { $0 + $1.count }
  }

  /// Notes the tensors before a step.
  func begin() {
    for parameter in tensors.central + tensors.auxiliary.joined() {
      before[parameter.name] = Array(bank.values[parameter.range])
    }
  }

  /// Computes ‖ΔC‖ / ‖ΔA‖ of a step that has been done: C are all central tensors, and ‖ΔA‖² is the
  /// mean of the squares over experts; nil where no auxiliary tensor moved.
  func end() -> Double? {
    let squares = mean(tensors.auxiliary.map(squareOfChange))
    return squares > 0 ? (squareOfChange(tensors.central) / squares).squareRoot() : nil
  }

  private func squareOfChange(_ parameters: [Parameter]) -> Double {
    parameters.reduce(0) { sum, parameter in
      let old = before[parameter.name] ?? []
      return zip(bank.values[parameter.range], old).reduce(sum) {
        let change = Double($1.0) - Double($1.1)
        return $0 + change * change
      }
    }
  }
}
