package import Options

/// The probabilities of dropout in training: one for all uses, or one for each.
package enum DropoutRates: Hashable, Sendable {
  case same(Double)
  case apart(Uses)

  /// A probability for each use.
  package struct Uses: OptionSet, Hashable {
    /// That of embeddings and of the results of attention and feed-forward blocks.
    package var hidden = 0.1
    /// That of attention probabilities.
    package var attention = 0.1
    /// That of pooled states before a classifier.
    package var classifier = 0.1

    package static let options: [OptionProperty<Uses>] = [
      .option(
        "hidden", \.hidden, .number(DropoutRates.range),
        "of embeddings and of the results of blocks"),
      .option("attention", \.attention, .number(DropoutRates.range), "of attention probabilities"),
      .option(
        "classifier", \.classifier, .number(DropoutRates.range),
        "of pooled states before a classifier; ALBERT v2 has it alone, and 0 elsewhere"),
    ]

    package init() {}
  }

  fileprivate static let range = 0...0.99

  /// The probability of each use.
  package var uses: Uses {
    switch self {
    case .apart(let uses): return uses
    case .same(let rate):
      var uses = Uses()
      uses.hidden = rate
      uses.attention = rate
      uses.classifier = rate
      return uses
    }
  }

  /// The form of the option: a number for all uses, or a mapping with one for each.
  package static var form: OptionForm<DropoutRates> {
    OptionForm(
      .either([.number(range), .group(Uses.declarations)]),
      read: { value in
        value.number.map { DropoutRates.same($0) }
          ?? value.map.map { _ in DropoutRates.apart(Uses(reading: value)) }
      },
      write: { rates in
        switch rates {
        case .same(let rate): .number(rate)
        case .apart(let uses): uses.canonical
        }
      })
  }
}

extension DropoutRates: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  package init(floatLiteral rate: Double) { self = .same(rate) }
  package init(integerLiteral rate: Int) { self = .same(Double(rate)) }
}
