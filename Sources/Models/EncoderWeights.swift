internal import MatrixProduct
package import Tensors

/// The parameters of a model as variables of a tape, with matrices rebuilt from their tensors.
///
/// Made once per optimizer step, or once per evaluation: a matrix that several layers share is
/// contracted once.
package final class EncoderWeights {
  package let description: ModelDescription
  let names: ParameterNames
  private let slots: SlotTable
  private let parameters: ParameterVariables
  private let tape: Tape
  private var rebuilt: [String: Variable] = [:]

  /// Prepares a model's parameters for a tape.
  ///
  /// - Parameters:
  ///   - learning: Whether gradients are wanted.
  ///   - frozen: Names of parameters that get no gradient all the same.
  ///   - isFresh: Whether gradients replace what is in the bank; the caller then ends with
  ///     ``clearUntouchedGradients()``.
  package init(
    _ description: ModelDescription, bank: ParameterBank, tape: Tape, learning: Bool,
    frozen: Set<String> = [], isFresh: Bool = false
  ) {
    (self.description, self.tape) = (description, tape)
    parameters = ParameterVariables(
      bank, tape: tape, learning: learning, frozen: frozen, isFresh: isFresh)
    names = ParameterNames(description)
    slots = SlotTable(description)
  }

  private init(_ other: EncoderWeights, tape: Tape) {
    description = other.description
    names = other.names
    slots = other.slots
    (parameters, self.tape) = (other.parameters, tape)
  }

  /// Returns the same parameters, whose matrices will be rebuilt on another tape.
  func rebuilt(on tape: Tape) -> EncoderWeights { EncoderWeights(self, tape: tape) }

  /// Returns the parameter of a checkpoint name.
  ///
  /// - Precondition: the layout has it.
  func parameter(_ name: String) -> Variable { parameters[name] }

  /// Zeroes the gradients to which nothing was added.
  package func clearUntouchedGradients() { parameters.clearUntouchedGradients() }

  /// Returns the table of word embeddings, [vocabulary, embedding]; one that is held as a chain is
  /// contracted, without the rows that pad it.
  func wordEmbeddings() -> Variable {
    guard let factorisation = description.factorisations[ModelDescription.wordEmbeddings] else {
      return parameter(names.wordEmbeddings)
    }
    return remembered(names.wordEmbeddings) {
      let tensors = names.wordEmbeddingTensors(count: factorisation.rows.count)
      let table = tape.contract(
        tensors.map(self.parameter), factors: factorisation.factors, bonds: factorisation.bonds)
      return tape.firstRows(table, description.encoder.vocabulary)
    }
  }

  /// Returns the weight of a matrix, [rows, columns], contracted from its tensors and with its
  /// adapter added.
  package func weight(_ matrix: MatrixKind, layer: Int) -> Variable {
    let parts = parts(of: matrix, layer: layer)
    if let adapter = adapter(of: matrix, in: .central) {
      let (up, down) = adapterNames(matrix, layer: layer)
      return remembered("\(up) \(down)") {
        self.contract(self.tensors(parts, matrix, layer, adapter), of: matrix)
      }
    }
    let base = remembered(parts.joined(separator: " ")) {
      self.contract(parts.map(self.parameter), of: matrix)
    }
    return withDiagonal(matrix, layer, added: withAdapter(matrix, layer, added: base))
  }

  private func withAdapter(_ matrix: MatrixKind, _ layer: Int, added base: Variable) -> Variable {
    guard let adapter = adapter(of: matrix, in: .weight) else { return base }
    let (up, down) = adapterNames(matrix, layer: layer)
    return remembered("\(up) \(down)") { tape.add(base, self.term(matrix, layer, adapter)) }
  }

  /// Computes scale · up · down.
  private func term(_ matrix: MatrixKind, _ layer: Int, _ adapter: Adapter) -> Variable {
    let (up, down) = adapterNames(matrix, layer: layer)
    let product = tape.matrixProduct(parameter(up), parameter(down))
    return adapter.scale == 1 ? product : tape.scale(product, by: adapter.scale)
  }

  /// Returns the local tensors of a matrix, the central one with the layer's term added if it has
  /// one.
  private func tensors(
    _ parts: [String], _ matrix: MatrixKind, _ layer: Int, _ adapter: Adapter?
  ) -> [Variable] {
    var tensors = parts.map(parameter)
    guard let adapter else { return tensors }
    let central = tensors[tensors.count / 2]
    let term = tape.reshaped(term(matrix, layer, adapter), central.shape)
    tensors[tensors.count / 2] = tape.add(central, term)
    return tensors
  }

  private func adapter(of matrix: MatrixKind, in target: Adapter.Target) -> Adapter? {
    description.adapter.flatMap {
      $0.matrices.contains(matrix) && $0.target == target ? $0 : nil
    }
  }

  private func withDiagonal(_ matrix: MatrixKind, _ layer: Int, added base: Variable) -> Variable {
    guard slots.hasDiagonal else { return base }
    let name = slots.name(
      of: ParameterSlot(layer: layer, site: .matrix(matrix), part: .diagonal))
    return remembered(name) { tape.addDiagonal(self.parameter(name), to: base) }
  }

  /// Returns the parameters of a layer's bottleneck adapter; nil where the strategy has none.
  func bottleneck(_ position: BottleneckPosition, layer: Int) -> BottleneckWeights? {
    guard let bottleneck = slots.bottleneck else { return nil }
    func parameter(_ part: ParameterSlot.Part) -> Variable {
      self.parameter(
        slots.name(of: ParameterSlot(layer: layer, site: .bottleneck(position), part: part)))
    }
    return BottleneckWeights(
      down: parameter(.adapterDown), downBias: parameter(.downBias), up: parameter(.adapterUp),
      upBias: parameter(.bias),
      norm: bottleneck.hasNorm ? (parameter(.scale), parameter(.shift)) : nil)
  }

  /// Whether inputs are multiplied by a matrix's tensors rather than by the rebuilt matrix, because
  /// that is cheaper.
  private func isApplied(_ matrix: MatrixKind) -> Bool {
    description.factorisation(of: matrix).map { $0.factors.appliesDirectly(bonds: $0.bonds) }
      ?? false
  }

  /// Returns the two rebuilt matrices of a layer's feed-forward network with their biases; nil
  /// where one of them is cheaper to apply by its tensors.
  func feedForward(layer: Int) -> FeedForwardWeights? {
    guard !isApplied(.intermediate), !isApplied(.output) else { return nil }
    return FeedForwardWeights(
      inner: weight(.intermediate, layer: layer), innerBias: bias(.intermediate, layer: layer),
      output: weight(.output, layer: layer), outputBias: bias(.output, layer: layer))
  }

  /// Applies a layer's matrix and bias to rows of hidden states, [rows, inputs]: by tensors where
  /// bonds are so small that this is cheaper, otherwise by the rebuilt matrix.
  ///
  /// - Parameter tape: The tape that `input` is on.
  package func apply(
    _ matrix: MatrixKind, layer: Int, to input: Variable, on tape: Tape
  ) -> Variable {
    let bias = bias(matrix, layer: layer)
    guard isApplied(matrix), let factorisation = description.factorisation(of: matrix) else {
      return tape.linear(input, weight: weight(matrix, layer: layer), bias: bias)
    }
    let central = adapter(of: matrix, in: .central)
    let product = tape.apply(
      tensors(parts(of: matrix, layer: layer), matrix, layer, central),
      factors: factorisation.factors, bonds: factorisation.bonds, to: input)
    let sum = tape.addBias(bias, to: product)
    guard let adapter = adapter(of: matrix, in: .weight) else { return sum }
    let (up, down) = adapterNames(matrix, layer: layer)
    let inner = tape.linear(input, weight: parameter(down), bias: nil)
    let term = tape.linear(inner, weight: parameter(up), bias: nil)
    return tape.add(sum, adapter.scale == 1 ? term : tape.scale(term, by: adapter.scale))
  }

  /// Returns the names of the parameters that make up a matrix.
  private func parts(of matrix: MatrixKind, layer: Int) -> [String] {
    slots.weightParts(of: matrix).map {
      slots.name(of: ParameterSlot(layer: layer, site: .matrix(matrix), part: $0.part))
    }
  }

  package func bias(_ matrix: MatrixKind, layer: Int) -> Variable {
    parameter(slots.name(of: ParameterSlot(layer: layer, site: .matrix(matrix), part: .bias)))
  }

  func norm(_ norm: NormKind, layer: Int) -> (scale: Variable, shift: Variable) {
    let slot = { ParameterSlot(layer: layer, site: .norm(norm), part: $0) }
    return (
      parameter(slots.name(of: slot(.scale))), parameter(slots.name(of: slot(.bias)))
    )
  }

  private func adapterNames(_ matrix: MatrixKind, layer: Int) -> (up: String, down: String) {
    let slot = { ParameterSlot(layer: layer, site: .matrix(matrix), part: $0) }
    return (slots.name(of: slot(.adapterUp)), slots.name(of: slot(.adapterDown)))
  }

  private func contract(_ tensors: [Variable], of matrix: MatrixKind) -> Variable {
    guard let factorisation = description.factorisation(of: matrix) else { return tensors[0] }
    return tape.contract(
      tensors, factors: factorisation.factors, bonds: factorisation.bonds)
  }

  /// Returns the variable that was made for `key` on this tape, or makes it.
  private func remembered(_ key: String, _ make: () -> Variable) -> Variable {
    if let known = rebuilt[key] { return known }
    let made = make()
    rebuilt[key] = made
    return made
  }
}

/// The matrices of a feed-forward network, inner [inner, hidden] and output [hidden, inner], with
/// their biases.
struct FeedForwardWeights {
  let inner, innerBias, output, outputBias: Variable
}

/// The parameters of a bottleneck adapter: down [inner, hidden], up [hidden, inner], their biases,
/// and its norm if it has one.
struct BottleneckWeights {
  let down: Variable
  let downBias: Variable
  let up: Variable
  let upBias: Variable
  let norm: (scale: Variable, shift: Variable)?
}
