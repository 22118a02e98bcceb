internal import Options

/// The catalog of models that `load` can name; a new one is its lines in `FetchedModels.swift` and
/// a line here.
enum ModelCatalog {
  static let all: [any KnownModel.Type] = [
    MiniLM.self,
    BGESmall.self,
    TinySPLADE.self,
    BERTBase.self,
    ALBERTBase.self,
    ModelFolder.self,
  ]

  /// The form of the option that chooses a model.
  static var form: OptionForm<any KnownModel> { .kind("model", of: all) }
}

/// A model that others have trained, in a folder.
protocol KnownModel: NamedOptionSet {
  var folder: String { get }

  /// A message about what is missing and how to get it; nil where nothing is missing.
  var missing: String? { get }
}

/// A model in a folder that the spec names.
struct ModelFolder: KnownModel {
  static let name = "folder"
  static let about = "a BERT or ALBERT encoder as Hugging Face lays it out, or one of bondlab"

  var folder = ""

  static let options: [OptionProperty<ModelFolder>] = [
    .required(
      "path", \.folder, .modelFolder, "folder with config.json or model.json, and the tensors")
  ]

  /// Nothing is missing, as reading the spec has checked the folder.
  var missing: String? { nil }
}

extension OptionForm<String> {
  /// A folder with a model; its other files don't count in keys.
  static var modelFolder: OptionForm {
    .folder(
      members: [],
      optional: [
        "config.json", "model.json", "*.safetensors", "model.safetensors.index.json",
        "model.onnx", "onnx/model.onnx", "vocab.txt", "tokenizer.json", "tokenizer_config.json",
        "special_tokens_map.json", "added_tokens.json", "spiece.model",
      ])
  }
}
