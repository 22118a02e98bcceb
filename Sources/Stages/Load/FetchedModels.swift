internal import Options
internal import Platform

/// A published model that `bondlab data get` fetches by its name.
protocol FetchedModel: KnownModel {
  var folder: String { get set }
}

extension FetchedModel {
  /// Path of the model below the folder of data and models, where `data get` stores it.
  private static var path: String { "models/\(name)" }

  static var usualFolder: String { DataHome.shown(path) }

  static var options: [OptionProperty<Self>] {
    [
      .option(
        "folder", \.folder, .modelFolder,
        "folder with its config.json, its tensors and its vocabulary")
    ]
  }

  var missing: String? {
    if FileKind(atPath: folder) == .folder { return nil }
    return "\(Self.name): there is no folder \(folder); run `bondlab data get \(Self.name)` or "
      + "set \(DataHome.variable) to a folder with \(Self.path)"
  }
}

struct MiniLM: FetchedModel {
  static let name = "minilm-l6"
  static let about =
    "all-MiniLM-L6-v2: a BERT of 6 layers, 384 wide, tuned for sentence vectors"
  var folder = Self.usualFolder
}

struct BGESmall: FetchedModel {
  static let name = "bge-small"
  static let about = "bge-small-en-v1.5: a BERT of 12 layers, 384 wide, from 8-bit weights"
  var folder = Self.usualFolder
}

struct TinySPLADE: FetchedModel {
  static let name = "bert-tiny-splade"
  static let about = "SPLADE-tiny: a BERT of 2 layers, 128 wide, with its language head"
  var folder = Self.usualFolder
}

struct BERTBase: FetchedModel {
  static let name = "bert-base-uncased"
  static let about = "BERT base: 12 layers, 768 wide"
  var folder = Self.usualFolder
}

struct ALBERTBase: FetchedModel {
  static let name = "albert-base-v2"
  static let about = "ALBERT base: 12 layers that share one, 768 wide, embeddings of 128"
  var folder = Self.usualFolder
}
