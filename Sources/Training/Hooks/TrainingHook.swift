package import Models
package import Options
package import Tensors

/// Something that takes part in the steps of a training, beside the objective and the optimizer.
///
/// A new one is its file and a line in ``TrainingHookCatalog``. It is a value, as a spec gives it;
/// what it keeps from step to step is in the ``ActiveHook`` that it begins for each training.
package protocol TrainingHook: NamedOptionSet {
  /// Returns those of the learning parameters that it moves by itself, instead of the optimizer.
  func taken(from learning: [Parameter]) -> [Parameter]

  /// Counts the numbers that it keeps in memory for a training.
  func numbersKept(_ learning: [Parameter], _ settings: TrainingSettings) -> Int

  /// The stage that an option of the hook may name; nil for hooks without such an option.
  var source: StageInput? { get }

  /// Whether it needs what that stage leaves, as its other options don't make up for it.
  var readsSource: Bool { get }

  /// Takes the names and shapes of the tensors that the stage will leave, where a plan knows them.
  mutating func expect(_ shapes: [String: [Int]])

  /// Takes what the stage has left, before the training begins.
  ///
  /// - Parameter files: The paths of its files by their names.
  mutating func read(_ files: [String: String]) throws

  /// Reports why it can't be used with these settings on these parameters; nil where it can.
  func misfit(_ learning: [Parameter], _ settings: TrainingSettings) -> Misfit?

  /// Begins to take part in a training.
  ///
  /// - Parameters:
  ///   - model: The model that is trained; what a hook writes into its bank is the start.
  ///   - learning: The parameters that aren't frozen, in the bank's order.
  func begin(
    _ model: StoredModel, learning: [Parameter], _ settings: TrainingSettings, workers: Workers
  ) throws -> any ActiveHook
}

extension TrainingHook {
  package func taken(from learning: [Parameter]) -> [Parameter] { [] }

  package func numbersKept(_ learning: [Parameter], _ settings: TrainingSettings) -> Int { 0 }

  package var source: StageInput? { nil }

  package var readsSource: Bool { false }

  package mutating func expect(_ shapes: [String: [Int]]) {}

  package mutating func read(_ files: [String: String]) throws {}

  package func misfit(_ learning: [Parameter], _ settings: TrainingSettings) -> Misfit? { nil }
}

/// A hook in a training, with the moments of a step at which it acts, in their order; by default it
/// does nothing at any of them.
///
/// Between steps the bank holds the model that the training would leave, so that evaluations,
/// checkpoints and early stopping know nothing of hooks. Nothing may depend on anything but the
/// step's number, the bank and ``buffers``: then a resumed run ends in the same bits.
package protocol ActiveHook: AnyObject {
  /// What it keeps from step to step, which checkpoints save and restore.
  var buffers: [HookBuffer] { get }

  /// Names of the parameters that it moves by itself.
  var taken: Set<String> { get }

  /// Returns the factors of a parameter's updates, one for each scalar; nil for 1.
  ///
  /// It is asked once, when the training begins. See ``Optimizer/branchMultiplier`` for what is
  /// multiplied.
  func multipliers(of parameter: Parameter) -> [Float]?

  /// Puts the numbers into the bank with which a step, counted from 1, computes.
  func beforeForward(step: Int)

  /// Computes a term that is added to the loss of a step's batch, once for all micro-batches.
  ///
  /// - Returns: The term on the tape, one number, and its value.
  func extraLoss(
    _ weights: EncoderWeights, on tape: Tape
  ) -> (variable: Variable, value: Double)?

  /// May change the gradients in the bank before their norm is clipped.
  func afterBackward(step: Int)

  /// Moves a parameter that it has taken by its gradient in the bank.
  ///
  /// - Parameter move: What the optimizer would have got, with the range in the bank.
  func update(_ parameter: Parameter, _ move: ParameterMove, by optimizer: any Optimizer)

  /// Acts on the parameters that a step has moved.
  func afterStep(step: Int)

  /// Leaves in the bank the model that the training yields; called at the end of every step, also
  /// of one that moved nothing since a number wasn't finite.
  func fold()
}

extension ActiveHook {
  package var buffers: [HookBuffer] { [] }
  package var taken: Set<String> { [] }

  package func multipliers(of parameter: Parameter) -> [Float]? { nil }

  package func beforeForward(step: Int) {}

  package func extraLoss(
    _ weights: EncoderWeights, on tape: Tape
  ) -> (variable: Variable, value: Double)? { nil }

  package func afterBackward(step: Int) {}

  package func update(
    _ parameter: Parameter, _ move: ParameterMove, by optimizer: any Optimizer
  ) {
    preconditionFailure("a hook that takes \(parameter.name) moves it")
  }

  package func afterStep(step: Int) {}

  package func fold() {}
}

/// Numbers that a hook keeps from step to step; a checkpoint has a tensor `<name>.<parameter>` of
/// each parameter in the layout.
package final class HookBuffer {
  package let name: String
  package let layout: ParameterLayout
  package let numbers: UnsafeMutableBufferPointer<Float>

  /// Allocates zeros.
  package init(_ name: String, _ layout: ParameterLayout) {
    self.name = name
    self.layout = layout
    numbers = .allocate(capacity: layout.count)
    numbers.initialize(repeating: 0)
  }

  deinit { numbers.deallocate() }
}
