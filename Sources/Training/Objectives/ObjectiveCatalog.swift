package import Datasets
package import Options

/// Lists every objective; a new one is its file and a line here.
package enum ObjectiveCatalog {
  /// All objectives; the first that fits the content of data is used where a spec names none.
  package static let all: [any Objective.Type] = [
    MaskedLanguageModelling.self,
    Classification.self,
    Regression.self,
    SpanFinding.self,
  ]

  package static var names: [String] { all.map { $0.declaration.name } }

  /// Form of the option that chooses an objective; `auto`, the default, is nil.
  package static var form: OptionForm<(any Objective.Type)?> {
    OptionForm(
      .choice(["auto"] + names), read: { $0.text.flatMap { self[$0] } },
      write: { .text($0?.declaration.name ?? "auto") })
  }

  /// Objective with a name; nil where there is none.
  package static subscript(name: String) -> (any Objective.Type)? {
    all.first { $0.declaration.name == name }
  }

  /// Returns the objective for data of a content where a spec names none.
  package static func usual(for content: DatasetContent) -> any Objective.Type {
    guard let found = all.first(where: { $0.declaration.content == content }) else {
      preconditionFailure("nothing can be learned from '\(content.rawValue)'")
    }
    return found
  }
}

extension EncodedDataset {
  /// Objective of the data where a spec names none.
  package var usualObjective: any Objective.Type { ObjectiveCatalog.usual(for: content) }
}
