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
  private var matrices: RecipeValues
  private var rebuiltTable: Variable?
  /// Scale and shift of output norms times their layers' output scales.
  private var scaledNorms: [Int: (scale: Variable, shift: Variable)] = [:]

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
    let parameters = ParameterVariables(
      bank, tape: tape, learning: learning, frozen: frozen, isFresh: isFresh)
    let slots = SlotTable(description)
    names = ParameterNames(description)
    (self.parameters, self.slots) = (parameters, slots)
    matrices = RecipeValues(tape) { parameters[slots.name(of: $0)] }
  }

  private init(_ other: EncoderWeights, tape: Tape) {
    description = other.description
    names = other.names
    (slots, parameters, self.tape) = (other.slots, other.parameters, tape)
    matrices = RecipeValues(tape) { [parameters, slots] in parameters[slots.name(of: $0)] }
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
    if let rebuiltTable { return rebuiltTable }
    let tensors = names.wordEmbeddingTensors(count: factorisation.rows.count)
    let padded = tape.contract(
      tensors.map(parameter), factors: factorisation.factors, bonds: factorisation.bonds)
    let table = tape.firstRows(padded, description.encoder.vocabulary)
    rebuiltTable = table
    return table
  }

  /// Returns the weight of a matrix, [rows, columns], made by its recipe; the first expert's where
  /// experts have one each.
  package func weight(_ matrix: MatrixKind, layer: Int) -> Variable {
    matrices[slots.recipe(of: matrix, layer: layer)]
  }

  /// Returns the parameters of a layer's bottleneck adapter; nil where the strategy has none.
  func bottleneck(_ position: BottleneckPosition, layer: Int) -> BottleneckWeights? {
    guard let bottleneck = slots.bottleneck else { return nil }
    func parameter(_ part: ParameterSlot.Part) -> Variable {
      self.parameter(
        slots.name(of: ParameterSlot(layer: layer, site: .bottleneck(position), part: part)))
    }
    return BottleneckWeights(
      down: parameter(.down), downBias: parameter(.downBias), up: parameter(.up),
      upBias: parameter(.upBias),
      norm: bottleneck.hasNorm ? (parameter(.adapterScale), parameter(.adapterShift)) : nil)
  }

  /// Returns the scores of a layer's experts, [experts, hidden]; nil where it has none.
  func router(layer: Int) -> Variable? {
    guard description.experts(ofLayer: layer) != nil else { return nil }
    return parameter(slots.name(of: ParameterSlot(layer: layer, site: .router, part: .router)))
  }

  /// Returns the two rebuilt matrices of a layer's feed-forward network with their biases; nil
  /// where one of them is cheaper to apply part after part, or has routed terms.
  ///
  /// - Parameter expert: The expert whose matrices they are; nil where there are no experts.
  func feedForward(layer: Int, expert: Int?) -> FeedForwardWeights? {
    guard description.routedTerms == nil else { return nil }
    let inner = slots.recipe(of: .intermediate, layer: layer, expert: expert)
    let output = slots.recipe(of: .output, layer: layer, expert: expert)
    guard !inner.appliesDirectly, !output.appliesDirectly else { return nil }
    return FeedForwardWeights(
      inner: matrices[inner], innerBias: bias(.intermediate, layer: layer),
      output: matrices[output], outputBias: bias(.output, layer: layer))
  }

  /// Applies a layer's matrix and bias to rows of hidden states, [rows, inputs]: part after part
  /// where bonds are so small that this is cheaper, otherwise by the rebuilt matrix; then adds the
  /// terms that are routed, if there are any.
  ///
  /// - Parameters:
  ///   - expert: The expert whose matrix it is; nil for the only one, or the first expert's.
  ///   - tape: The tape that `input` is on.
  package func apply(
    _ matrix: MatrixKind, layer: Int, expert: Int? = nil, to input: Variable, on tape: Tape
  ) -> Variable {
    let recipe = slots.recipe(of: matrix, layer: layer, expert: expert)
    let bias = bias(matrix, layer: layer)
    let result =
      recipe.appliesDirectly
      ? matrices.apply(recipe, to: input, bias: bias, on: tape)
      : tape.linear(input, weight: matrices[recipe], bias: bias)
    guard let terms = description.routedTerms else { return result }
    let experts = RoutedExperts(terms) { part in
      parameter(
        slots.name(of: ParameterSlot(layer: layer, site: .matrix(matrix), part: part)))
    }
    return experts.added(to: result, from: input, on: tape)
  }

  package func bias(_ matrix: MatrixKind, layer: Int) -> Variable {
    parameter(slots.name(of: ParameterSlot(layer: layer, site: .matrix(matrix), part: .bias)))
  }

  /// Returns the scale and shift of a norm; those of an output norm, with which a layer ends, times
  /// the layer's output scale: (x ⊙ s + b) ⊙ e = x ⊙ (s ⊙ e) + b ⊙ e.
  func norm(_ norm: NormKind, layer: Int) -> (scale: Variable, shift: Variable) {
    let slot = { ParameterSlot(layer: layer, site: .norm(norm), part: $0) }
    let own = (
      scale: parameter(slots.name(of: slot(.scale))), shift: parameter(slots.name(of: slot(.bias)))
    )
    guard norm == .output, slots.hasOutputScales else { return own }
    if let known = scaledNorms[layer] { return known }
    let factor = parameter(
      slots.name(of: ParameterSlot(layer: layer, site: .layerOutput, part: .outputScale)))
    let scaled = (
      scale: tape.elementProduct(own.scale, factor), shift: tape.elementProduct(own.shift, factor)
    )
    scaledNorms[layer] = scaled
    return scaled
  }

  /// The map that feeds what entered the core into the state of a round, [hidden, 2 · hidden], and
  /// its bias.
  ///
  /// - Precondition: the strategy has it.
  var injection: (weight: Variable, bias: Variable) {
    let slot = { ParameterSlot(layer: 0, site: .injection, part: $0) }
    return (
      parameter(slots.name(of: slot(.injection))), parameter(slots.name(of: slot(.injectionBias)))
    )
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
