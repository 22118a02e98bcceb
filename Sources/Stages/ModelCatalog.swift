internal import Models
internal import Options
internal import Platform
internal import Spec

/// Models that `load` can name; a new one is a line here.
enum ModelCatalog {
  /// Models below the folders of data, by name.
  private static let known = [
    ("minilm-l6", "all-MiniLM-L6-v2: a BERT of 6 layers, 384 wide, tuned for sentence vectors"),
    ("bge-small", "bge-small-en-v1.5: a BERT of 12 layers, 384 wide, from 8-bit weights"),
    ("bert-tiny-splade", "SPLADE-tiny: a BERT of 2 layers, 128 wide, with its language head"),
    ("bert-base-uncased", "BERT base: 12 layers, 768 wide"),
    ("albert-base-v2", "ALBERT base: 12 layers that share one, 768 wide, embeddings of 128"),
  ]

  /// The forms of the `model` option of a stage.
  static var variants: [OptionVariant] {
    known.map { name, about in
      OptionVariant(
        name, about: about,
        options: [
          OptionDeclaration(
            "folder", folder, .standard(.path(DataHome.shown("models/\(name)"))),
            "where its config.json, its tensors and its vocabulary are")
        ])
    } + [
      OptionVariant(
        "folder", about: "a BERT or ALBERT encoder as Hugging Face lays it out, or one of bondlab",
        options: [
          OptionDeclaration(
            "path", folder, .required, "where config.json or model.json and the tensors are")
        ])
    ]
  }

  /// The folder that a choice, canonical, says the model is in.
  static func folder(_ choice: Value) -> String {
    choice["folder"]?.text ?? choice["path"]?.text ?? ""
  }

  /// What of the model that a choice names is missing, and how to get it; nil where it is there.
  static func missing(_ choice: Value) -> String? {
    guard let name = choice["kind"]?.text, let folder = choice["folder"]?.text,
      FileKind(atPath: folder) != .folder
    else { return nil }
    return "\(name): there is no folder \(folder); run `bondlab data get \(name)` or set "
      + "\(DataHome.variable) to a folder with models/\(name)"
  }

  private static var folder: OptionType {
    .folder(
      members: [],
      optional: [
        "config.json", "model.json", "*.safetensors", "model.safetensors.index.json",
        "model.onnx", "onnx/model.onnx", "vocab.txt", "tokenizer.json", "tokenizer_config.json",
        "spiece.model",
      ])
  }
}
