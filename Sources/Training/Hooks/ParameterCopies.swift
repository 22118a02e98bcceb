internal import Models
internal import Tensors

/// The copies of some parameters in a training, each with its optimizer state; the bank has their
/// weighted mean in a step, and their mean outside of steps.
final class ParameterCopies: ActiveHook {
  let bank: ParameterBank
  /// The numbers of each copy, laid out without the parameters that aren't copied.
  let copies: [HookBuffer]
  let taken: Set<String>
  /// The optimizer's state of each copy.
  private let states: [[HookBuffer]]
  private let layout: ParameterLayout
  private let workers: Workers
  private let draw: (_ step: Int, Parameter) -> [Double]
  /// The weights of the present step, by parameter.
  private var weights: [String: [Double]] = [:]

  /// Makes copies of zeros.
  ///
  /// - Parameter draw: Returns the weights of the copies in a step, which sum to 1.
  init(
    of parameters: [Parameter], in bank: ParameterBank, count: Int, _ optimizer: any Optimizer,
    _ workers: Workers, draw: @escaping (_ step: Int, Parameter) -> [Double]
  ) {
    let layout = ParameterLayout(only: parameters)
    let names = type(of: optimizer).stateNames
    self.bank = bank
    self.layout = layout
    self.workers = workers
    self.draw = draw
    taken = Set(parameters.map(\.name))
    copies = (0..<count).map { HookBuffer("copies.\($0)", layout) }
    states = (0..<count).map { copy in
      names.map { HookBuffer("copies.\(copy).\($0)", layout) }
    }
  }

  var buffers: [HookBuffer] { copies + states.flatMap { $0 } }

  /// Each copied parameter as it is in the bank, and as it is in the copies.
  var pairs: [(inBank: Parameter, own: Parameter)] {
    layout.parameters.compactMap { own in
      bank.layout[own.name].map { (inBank: $0, own: own) }
    }
  }

  func beforeForward(step: Int) {
    for (parameter, own) in pairs {
      let drawn = draw(step, parameter)
      weights[parameter.name] = drawn
      mix(parameter, own, drawn.map { Float($0) })
    }
  }

  func update(_ parameter: Parameter, _ move: ParameterMove, by optimizer: any Optimizer) {
    guard let own = layout[parameter.name], let weights = weights[parameter.name] else {
      preconditionFailure("\(parameter.name) has copies, and weights in this step")
    }
    var share = move
    share.range = 0..<own.count
    for (index, weight) in weights.enumerated() {
      share.gradientScale = move.gradientScale * weight
      optimizer.update(
        [share],
        OptimizerBuffers(
          values: copies[index].numbers.at(own.range),
          gradients: UnsafeBufferPointer(bank.gradients).at(parameter.range),
          state: states[index].map { $0.numbers.at(own.range) }, workers: workers))
    }
  }

  func fold() {
    let equal = [Float](repeating: 1 / Float(copies.count), count: copies.count)
    for (parameter, own) in pairs { mix(parameter, own, equal) }
  }

  /// Puts a weighted sum of the copies into the bank.
  private func mix(_ parameter: Parameter, _ own: Parameter, _ weights: [Float]) {
    weightedSum(
      of: copies.map { UnsafeBufferPointer($0.numbers.at(own.range)) }, weights: weights,
      into: bank.values.at(parameter.range), workers)
  }
}
