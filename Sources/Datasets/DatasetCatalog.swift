package import Spec

/// Every data set by name. A new one is its file under `Tasks` and a line here.
package enum DatasetCatalog {
  package static let all: [any DatasetKind.Type] = [
    WordNetGlosses.self,
    WordNetNouns.self,
    TableDataset.self,
    TextDataset.self,
  ]

  /// The forms of the `dataset` option of a stage.
  package static var variants: [OptionVariant] { all.map { $0.variant } }

  /// Reads the data set that `choice`, a canonical variant (a map with `kind`), names.
  package static func load(_ choice: Value) throws -> RawDataset {
    let name = choice["kind"]?.text ?? ""
    guard let kind = all.first(where: { $0.variant.name == name }) else {
      let known = all.map { $0.variant.name }.joined(separator: ", ")
      throw DatasetError("no data set is called '\(name)'; there are \(known)")
    }
    return try kind.load(choice)
  }
}
