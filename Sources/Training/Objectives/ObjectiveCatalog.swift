package import Datasets
package import Options

/// Every objective. A new one is its file and a line here.
package enum ObjectiveCatalog {
  /// The first that learns from what data have is theirs where a spec names none.
  package static let all: [any Objective.Type] = [
    MaskedLanguageModelling.self,
    Classification.self,
    Regression.self,
    SpanFinding.self,
  ]

  package static var names: [String] { all.map { $0.declaration.name } }

  /// The form of the option that chooses one; `auto`, the default, is nil.
  package static var form: OptionForm<(any Objective.Type)?> {
    OptionForm(
      .choice(["auto"] + names), read: { $0.text.flatMap { self[$0] } },
      write: { .text($0?.declaration.name ?? "auto") })
  }

  /// The objective of a name, if there is one.
  package static subscript(name: String) -> (any Objective.Type)? {
    all.first { $0.declaration.name == name }
  }

  /// The objective that data have where a spec names none.
  package static func usual(for content: DatasetContent) -> any Objective.Type {
    guard let found = all.first(where: { $0.declaration.content == content }) else {
      preconditionFailure("nothing can be learned from '\(content.rawValue)'")
    }
    return found
  }
}

extension EncodedDataset {
  /// The objective that they have where a spec names none.
  package var usualObjective: any Objective.Type { ObjectiveCatalog.usual(for: content) }
}
