/// Lists data sets of questions whose answers are spans of a text.
enum QuestionSets {
  static let all = [squad]

  /// The data set SQuAD v1.1 (Rajpurkar et al., 2016) from its authors' address.
  ///
  /// The checksums are those that several libraries publish (ParlAI among them). The entry
  /// was not tried at its address, only against a server on the same machine.
  private static let squad = DataEntry(
    "squad", .data, "SQuAD v1.1: 98,169 questions on Wikipedia, answers are spans",
    licence: "CC BY-SA 4.0",
    [
      part(
        "train-v1.1.json", "3527663986b8295af4f7fcdff1ba1ff3f72d07d61a20f487cb238a6ef92fd955",
        30_288_272),
      part(
        "dev-v1.1.json", "95aa6a52d5d6a735563366753ca50492a658031da74f301ac5238b03966972c9",
        4_854_279),
    ])

  private static func part(_ name: String, _ digest: String, _ bytes: Int) -> DataEntry.Part {
    let pin = Pin(digest, bytes)
    let address = "https://rajpurkar.github.io/SQuAD-explorer/dataset/\(name)"
    return DataEntry.Part(.address(address, pin), [KeptFile([], to: "glue/SQuAD/\(name)", pin)])
  }
}
