internal import Tensors

/// The experts of one linear layer, as variables of a tape.
struct RoutedExperts {
  /// The parts of an expert; see ``RoutedTerms``.
  struct Expert {
    let up, down, bias, gate: Variable
  }

  let experts: [Expert]
  /// Number of experts that are kept for a row.
  let top: Int

  /// Takes the experts' parts.
  ///
  /// - Parameter parameter: Returns the parameter of an expert's part.
  init(_ terms: RoutedTerms, parameter: (ParameterSlot.Part) -> Variable) {
    experts = (0..<terms.count).map { number in
      Expert(
        up: parameter(.expert(.up, number)), down: parameter(.expert(.down, number)),
        bias: parameter(.expert(.bias, number)), gate: parameter(.expert(.gate, number)))
    }
    top = terms.top
  }

  /// Adds the terms of the experts that the router keeps for each row of x to what the layer itself
  /// makes of x, [rows, outputs].
  func added(to result: Variable, from x: Variable, on tape: Tape) -> Variable {
    let weights = tape.routingWeights(
      experts.map { tape.linear(x, weight: $0.gate, bias: nil) }, top: top)
    return zip(experts, weights).reduce(result) { sum, pair in
      let (expert, weight) = pair
      let inner = tape.linear(x, weight: expert.down, bias: nil)
      let term = tape.linear(inner, weight: expert.up, bias: expert.bias)
      return tape.add(sum, tape.scaledRows(term, by: weight))
    }
  }
}

extension EncoderWeights {
  /// Adds the routed terms of the pooler to what it makes of hidden states; returns that where
  /// there are none.
  func addingTermsOfPooler(to result: Variable, from states: Variable, on tape: Tape) -> Variable {
    guard let terms = description.routedTerms else { return result }
    return RoutedExperts(terms) { parameter("\(names.pooler).\($0.name)") }
      .added(to: result, from: states, on: tape)
  }
}
