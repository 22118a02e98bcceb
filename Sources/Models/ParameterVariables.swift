internal import Tensors

/// The parameters of a bank as variables of a tape, each made when it is first asked for.
final class ParameterVariables {
  private let bank: ParameterBank
  private let tape: Tape
  private let learns: Bool
  private let frozen: Set<String>
  private let isFresh: Bool
  private var variables: [String: Variable] = [:]

  /// Prepares a bank's parameters for a tape.
  ///
  /// - Parameter isFresh: Whether the first contribution to a gradient replaces what the bank has.
  init(
    _ bank: ParameterBank, tape: Tape, learning: Bool, frozen: Set<String>, isFresh: Bool
  ) {
    self.bank = bank
    self.tape = tape
    learns = learning
    (self.frozen, self.isFresh) = (frozen, isFresh)
  }

  /// The parameter of a checkpoint name.
  ///
  /// - Precondition: the layout has it.
  subscript(name: String) -> Variable {
    if let known = variables[name] { return known }
    guard let parameter = bank.layout[name], let values = bank.values.baseAddress,
      let gradients = bank.gradients.baseAddress
    else { preconditionFailure("no parameter is named \(name)") }
    let variable = tape.parameter(
      value: values + parameter.offset,
      gradient: learns && !frozen.contains(name) ? gradients + parameter.offset : nil,
      shape: parameter.shape, isFresh: isFresh)
    variables[name] = variable
    return variable
  }

  /// Zeroes the gradients that this pass has not written, which hold those of an earlier one.
  func clearUntouchedGradients() {
    for parameter in bank.layout.parameters where variables[parameter.name]?.gradient == nil {
      UnsafeMutableBufferPointer(rebasing: bank.gradients[parameter.range]).update(repeating: 0)
    }
  }
}
