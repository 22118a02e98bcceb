/// Lists the tasks of GLUE (Wang et al., 2018) as they are fetched from the benchmark's own address
/// and laid out in the data home, where the data sets of their names read them.
///
/// The archives' checksums are those that the `datasets` library of Hugging Face publishes; those
/// of single files were taken from copies whose counts agree with the published ones. None of
/// these entries was tried at its address, only against a server on the same machine. MRPC is not
/// among them: its splits are not published as files.
enum GLUETasks {
  static let all = [
    task(
      "CoLA", "CoLA: whether a sentence is acceptable", licence: "research; no open licence",
      archive: "CoLA.zip",
      pin: Pin("f212fcd832b8f7b435fb991f101abf89f96b933ab400603bf198960dfc32cbff", 376_971),
      members: [
        .init("train.tsv"),
        .init("dev.tsv", "8c013e21dc39957cac37378d87bebe225b694a0d5fe13eded66c2856628833fd", 53717),
        .init(
          "test.tsv", "3b4df85f7a9a0633574b38d181e18090ac961a24b18fb6bcd74999ddea8ad0b8", 48788),
      ]),
    task(
      "SST-2", "SST-2: the sentiment of film reviews", licence: "research; none stated",
      archive: "SST-2.zip",
      pin: Pin("d67e16fb55739c1b32cdce9877596db1c127dc322d93c082281f64057c16deaa", 7_439_277),
      members: [
        .init(
          "train.tsv", "48eac26399f8456935f81dd9e3a745c1430adb6c62e233ccfe22db4a0d15d1d1", 3_806_081
        ),
        .init("dev.tsv", "54a9c12c77e402fc14d6a66a506f24d999f596b0176eb777c972cccc2f9cc4b0", 94931),
        .init(
          "test.tsv", "69a938605609b3e6663b4487918fe1565eb293734e6e520d0366d1d412fd2a13", 197_335),
      ]),
    task(
      "STS-B", "STS-B: how alike two sentences are, 0 to 5", licence: "CC BY-SA 4.0 (scores)",
      archive: "STS-B.zip",
      pin: Pin("e60a6393de5a8b5b9bac5020a1554b54e3691f9d600b775bd131e613ac179c85", 802_872),
      members: [
        .init(
          "train.tsv", "41c4d978b6162abdcada7e49a982211954cca5459c228db478af333124b257a2", 984_099),
        .init(
          "dev.tsv", "fe7dc0632a5033562f3cadff991f6e8d9b9b6311861660e78c3c82eb7db67f59", 276_928),
        .init(
          "test.tsv", "16b4223d7d44a644fbc10f1b449472cfe81e1715fb07cf44023b0aa88ce856eb", 292_587),
        .init(
          "LICENSE.txt", "3dfc3217395f8c5dd05c5f8995f25fe2f8fd258e6dd770b3de480749caee8c70", 6641),
      ]),
    task(
      "QQP", "QQP: whether two questions ask the same", licence: "Quora's terms; non-commercial",
      archive: "QQP-clean.zip",
      pin: Pin("40e7c862c04eb26ee04b67fd900e76c45c6ba8e6d8fab4f8f1f8072a1a3fbae0", 41_696_084),
      members: [
        .init("train.tsv"),
        .init("dev.tsv"),
        .init("test.tsv"),
      ]),
    task(
      "MNLI", "MNLI: entailment in many genres, three classes",
      licence: "OANC and others; see its paper",
      archive: "MNLI.zip",
      pin: Pin("e7c1d896d26ed6caf700110645df426cc2d8ebf02a5ab743d5a5c68ac1c83633", 312_783_507),
      members: [
        .init("train.tsv"),
        .init("dev_matched.tsv"),
        .init("dev_mismatched.tsv"),
        .init("test_matched.tsv"),
        .init("test_mismatched.tsv"),
      ]),
    task(
      "QNLI", "QNLI: whether a sentence answers a question", licence: "CC BY-SA 4.0",
      archive: "QNLIv2.zip",
      pin: Pin("e634e78627a29adaecd4f955359b22bf5e70f2cbd93b493f2d624138a0c0e5f5", 10_627_589),
      members: [
        .init("train.tsv"),
        .init(
          "dev.tsv", "763e95932dd3578251de71582e06829015f9c3815a518c751dc537219b159de4", 1_367_333),
        .init(
          "test.tsv", "6d856264e292fa7a7bc7b8e182efa1454ffd9532733c12ad813017dd5b377a5a",
          1_300_988),
      ]),
    task(
      "RTE", "RTE: whether one text entails another", licence: "research; none stated",
      archive: "RTE.zip",
      pin: Pin("6bf86de103ecd335f3441bd43574d23fef87ecc695977a63b82d5efb206556ee", 697_150),
      members: [
        .init(
          "train.tsv", "41e3a9b063433392343fad9e962cf2f58b681c78d8f71592f4186f0837246c5c", 846_226),
        .init("dev.tsv", "80230dfa1347282e7b532b06a1004a76a710087541189bf874223ddf0e3819fb", 90343),
        .init(
          "test.tsv", "6e33f09b5c2bfd5fd5fde217070f3dd49e484e33b9752b5864cf36fc421a213f", 933_969),
      ]),
    task(
      "WNLI", "WNLI: what a pronoun refers to", licence: "CC BY 4.0",
      archive: "WNLI.zip",
      pin: Pin("ae0e8e4d16f4d46d4a0a566ec7ecceccfd3fbfaa4a7a4b4e02848c0f2561ac46", 28999),
      members: [
        .init(
          "train.tsv", "9a88e9d54b6861cc796a088e9acf4f5f65064a9ef65ae6fa7a688b28391e5c9a", 99411),
        .init("dev.tsv", "cba00490596dd14be8cf53b4f53bb744abe3a7b89f81ab210528d80225338ed5", 11261),
        .init(
          "test.tsv", "ff0296817e235bf6f7a230c5f6781bd6ee228a45445f6510831fdef6f2a04766", 35761),
      ]),
  ]

  /// A file of an archive that is kept under its own name.
  private struct Member {
    let name: String
    let pin: Pin

    init(_ name: String, _ digest: String? = nil, _ bytes: Int? = nil) {
      (self.name, pin) = (name, Pin(digest, bytes))
    }
  }

  private static func task(
    _ name: String, _ about: String, licence: String, archive: String, pin: Pin, members: [Member]
  ) -> DataEntry {
    let address = "https://dl.fbaipublicfiles.com/glue/data/\(archive)"
    let files = members.map { member in
      KeptFile(
        ["\(name)/\(member.name)"], to: "glue/\(name)/\(member.name)",
        member.pin)
    }
    return DataEntry(
      "glue-\(name.lowercased())", .data, about, licence: licence,
      [DataEntry.Part(.address(address, pin), files)])
  }
}
