internal import Options
internal import Tokenization

/// The origin of a model, in words for its card.
package struct ModelOrigin: Sendable {
  /// A stage that contributed to the model.
  package struct Step: Sendable {
    let stage, kind, options: String

    package init(stage: String, kind: String, options: String) {
      self.stage = stage
      self.kind = kind
      self.options = options
    }
  }

  let summary: String
  let data: [String]
  let steps: [Step]

  /// Describes an origin.
  ///
  /// - Parameters:
  ///   - summary: A sentence.
  ///   - data: The data sets that the model was trained on.
  ///   - steps: The stages that made it, in their order.
  package init(_ summary: String, data: [String] = [], steps: [Step] = []) {
    self.summary = summary
    self.data = data
    self.steps = steps
  }
}

/// The `README.md` of an exported model: what it is, what it was trained on and how it was made, in
/// Markdown with the front matter that model hubs read.
struct ModelCard {
  let model: StoredModel
  let form: HuggingFaceForm
  /// Number of scalars in the exported files.
  let written: Int
  let origin: ModelOrigin

  var text: String {
    ([head, "# \(architecture)\n", about] + [sizes, sharing, heads, data, making, use])
      .filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private var description: ModelDescription { model.description }
  private var architecture: String { form.architecture(description) }

  private var head: String {
    let task =
      architecture.hasSuffix("ForMaskedLM")
      ? "fill-mask"
      : architecture.hasSuffix("ForSequenceClassification")
        ? "text-classification"
        : architecture.hasSuffix("ForQuestionAnswering") ? "question-answering" : nil
    let tag = task.map { "pipeline_tag: \($0)\n" } ?? ""
    return "---\nlibrary_name: transformers\n\(tag)tags: [parameter-sharing]\n---\n"
  }

  private var about: String {
    "An encoder of the \(form.family == .albert ? "ALBERT" : "BERT") form, written by BondLab: "
      + "every matrix is whole, with shared and factorised parameters multiplied out.\n"
  }

  private var sizes: String {
    let shape = description.encoder
    let layout = model.bank.layout
    return Self.section(
      "Sizes",
      Self.table(
        ["what", "number"],
        [
          ("layers", shape.layers), ("width of hidden states", shape.hidden),
          ("attention heads", shape.heads), ("width of feed-forward layers", shape.intermediate),
          ("width of embeddings", shape.embedding), ("vocabulary", shape.vocabulary),
          ("longest sequence in tokens", shape.positions), ("segments", shape.segments),
          ("parameters as shared", layout.count),
          ("parameters as shared, outside the embedding tables", layout.nonEmbeddingCount),
          ("parameters in these files", written),
        ].map { [$0.0, "\($0.1)"] }))
  }

  private var sharing: String {
    let strategy = description.sharing
    var lines = ["`\(strategy.name)`: \(type(of: strategy).about).\n"]
    let options = strategy.canonical.canonicalJSON
    if options != "{}" { lines.append("Options: `\(options)`.\n") }
    if let adapter = description.adapter {
      lines.append("Adapters: `\(adapter.canonicalWithKind.canonicalJSON)`.\n")
    }
    for (name, chain) in description.factorisations.sorted(by: { $0.key < $1.key }) {
      let factors = zip(chain.rows, chain.columns).map { "\($0)×\($1)" }.joined(separator: " · ")
      let bonds = chain.bonds.map { "\($0)" }.joined(separator: ", ")
      lines.append("`\(name)` was a chain of \(factors) with bonds \(bonds).\n")
    }
    return Self.section("Sharing", lines.joined(separator: "\n"))
  }

  private var heads: String {
    let heads = description.headsInWords
    return heads.isEmpty ? "" : Self.section("Heads", Self.list(heads))
  }

  private var data: String {
    Self.section(
      "Data",
      origin.data.isEmpty
        ? "What it learned from isn't known here; see where it comes from.\n"
        : Self.list(origin.data))
  }

  private var making: String {
    let steps = origin.steps.map { [$0.stage, $0.kind, $0.options] }
    return Self.section(
      "How it was made",
      origin.summary + "\n"
        + (steps.isEmpty ? "" : "\n" + Self.table(["stage", "kind", "options"], steps)))
  }

  private var use: String {
    let stem = form.family == .albert ? "Albert" : "Bert"
    let auto = "AutoModel" + architecture.replacing(stem, with: "").replacing("Model", with: "")
    guard model.vocabulary.count > 0 else { return "" }
    return Self.section(
      "Use",
      """
      ```python
      from transformers import AutoTokenizer, \(auto)
      tokenizer, model = (each.from_pretrained(".") for each in (AutoTokenizer, \(auto)))
      model(**tokenizer("One text.", "Another.", return_tensors="pt"))
      ```

      """)
  }

  private static func section(_ title: String, _ body: String) -> String {
    "## \(title)\n\n\(body)"
  }

  private static func list(_ items: [String]) -> String {
    items.map { "- \($0)\n" }.joined()
  }

  private static func table(_ header: [String], _ rows: [[String]]) -> String {
    ([header, header.map { _ in "---" }] + rows).map { row in
      "| \(row.map(cell).joined(separator: " | ")) |\n"
    }.joined()
  }

  private static func cell(_ text: String) -> String {
    text.replacing("|", with: "\\|").replacing("\n", with: " ")
  }
}
