/// Lists pretrained encoders from the hub of Hugging Face, each at one revision.
///
/// The checksum of BERT's weights is the one in its repository's pointer file, and that of its
/// vocabulary was taken from a copy; the other files have no known checksum. None of these entries
/// was tried at its address, only against a server on the same machine.
enum HubModels {
  static let all = [
    model(
      "bert-base-uncased", "BERT base: 12 layers of 768, fp32 safetensors",
      repository: "google-bert/bert-base-uncased",
      revision: "86b5e0934494bd15c9632b12f734a8a67f723594",
      [
        .init(
          "model.safetensors", "68d45e234eb4a928074dfd868cead0219ab85354cc53d20e772753c6bb9169d3",
          440_449_768),
        .init(
          "vocab.txt", "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3", 231_508),
        .init("config.json"),
      ]),
    model(
      "albert-base-v2", "ALBERT base: one layer of 768 used 12 times, fp32 safetensors",
      repository: "albert/albert-base-v2", revision: "8e2f239c5f8a2c0f253781ca60135db913e5c80c",
      [.init("model.safetensors"), .init("config.json"), .init("tokenizer.json")]),
  ]

  private struct Download {
    let name: String
    let pin: Pin

    init(_ name: String, _ digest: String? = nil, _ bytes: Int? = nil) {
      (self.name, pin) = (name, Pin(digest, bytes))
    }
  }

  private static func model(
    _ name: String, _ about: String, repository: String, revision: String, _ files: [Download]
  ) -> DataEntry {
    let parts = files.map { file in
      DataEntry.Part(
        .address("https://huggingface.co/\(repository)/resolve/\(revision)/\(file.name)", file.pin),
        [KeptFile([], to: "models/\(name)/\(file.name)", file.pin)])
    }
    return DataEntry(name, .model, about, licence: "Apache-2.0", parts)
  }
}
