package import Options

/// Every data set by name. A new one is its file under `Tasks` and a line here.
package enum DatasetCatalog {
  package static let all: [any DatasetKind.Type] = [
    WordNetGlosses.self,
    WordNetNouns.self,
    TableDataset.self,
    TextDataset.self,
    CoLA.self,
    SST2.self,
    MRPC.self,
    STSB.self,
    QQP.self,
    MNLI.self,
    QNLI.self,
    RTE.self,
    WNLI.self,
    QNLISubset.self,
    QQPSubset.self,
    SICK.self,
    SentencePolarity.self,
    Subjectivity.self,
    MovieReviews.self,
    SQuAD.self,
    SQuADDevSubset.self,
  ]

  /// The forms of the `dataset` option of a stage.
  package static var variants: [OptionVariant] { all.map { $0.variant } }

  /// Reads the data set that `choice`, a canonical variant (a map with `kind`), names.
  package static func load(_ choice: Value) throws -> RawDataset {
    guard let kind = kind(choice) else {
      let name = choice["kind"]?.text ?? ""
      let known = all.map { $0.variant.name }.joined(separator: ", ")
      throw DatasetError("no data set is called '\(name)'; there are \(known)")
    }
    return try kind.load(choice)
  }

  /// The kind that `choice` names.
  package static func kind(_ choice: Value) -> (any DatasetKind.Type)? {
    all.first { $0.variant.name == choice["kind"]?.text }
  }
}
