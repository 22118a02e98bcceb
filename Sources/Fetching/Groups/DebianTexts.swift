/// Lists texts in packages of Debian and Ubuntu, with the versions of Debian 12.
enum DebianTexts {
  static let all = [wordNet, anarchism, gcide]

  /// The package wordnet-base 1:3.0-37.
  private static let wordNet = DataEntry(
    "wordnet", .data, "WordNet 3.0: 117,659 glosses and how they relate",
    licence: "WordNet 3.0 licence (free)",
    [
      DataEntry.Part(
        .apt(package: "wordnet-base"),
        [
          wordNet(
            "data.adj", "c89120dfc1f046ddff4a631bf9b7e9fa1a36b5e86565a23bf82dbe14f30b88a7",
            3_155_427),
          wordNet(
            "data.adv", "444a63bf3955080ab7524f5079cfc07ff9bc682cb98bdb1db73b0fb9829f1139",
            516_696),
          wordNet(
            "data.noun", "fea17d2f9656611334eac790e5d69e47645fa180c4aa481fb4cd9b3520754ca2",
            15_300_280),
          wordNet(
            "data.verb", "adcf43e35b581e8036d8b5a52d63d9cd3d3b4870b2720d3c03c799df44777bc2",
            2_772_517),
          wordNet(
            "index.adj", "c9865d7b4d1f805bdef82ccdcea5282436e23083e6f6f1b33e716327c4eda810",
            824_127),
          wordNet(
            "index.adv", "6f5465ed5758fe9c8a2f7ec17b1300f3aa875756c70ff7cba162f7e71bcf88ea",
            162_816),
          wordNet(
            "index.noun", "a490d99d93d017bf4822fe2f0ffa51fd73911ce271dc7535fade21f8814b5a04",
            4_786_655),
          wordNet(
            "index.verb", "e2ac24816c3a8289dcb72aaa9cf8db81fdf25ec34d792bfc96ac5b7a20c8b4ae",
            523_980),
        ])
    ])

  private static func wordNet(_ name: String, _ digest: String, _ bytes: Int) -> KeptFile {
    KeptFile(["usr/share/wordnet/\(name)"], to: "wordnet/\(name)", Pin(digest, bytes))
  }

  /// The package anarchism 15.3-3.
  private static let anarchism = DataEntry(
    "anarchism", .text, "An Anarchist FAQ: running prose, a paragraph a line",
    licence: "GPL-2",
    [
      DataEntry.Part(
        .apt(package: "anarchism"),
        [
          KeptFile(
            ["usr/share/doc/anarchism/html"], to: "corpus/anarchism.txt",
            Pin("3e455db97b9710bcc28dcebe58712bc92537a2189269d45bc9db806675b2a080", 11_418_638),
            as: .passagesOfPages)
        ])
    ])

  /// The package dict-gcide 0.48.5+nmu2.
  private static let gcide = DataEntry(
    "gcide", .text, "The GNU dictionary of English: definitions and quotations, a paragraph a line",
    licence: "GPL-2 or later",
    [
      DataEntry.Part(
        .apt(package: "dict-gcide"),
        [
          KeptFile(
            ["usr/share/dictd/gcide.dict.dz", "gcide.dict"], to: "corpus/gcide.txt",
            Pin("a172885920c1cc22e698f2bd990306f6aa4d64299944ed4310a3ee50c4365312", 34_638_502),
            as: .passagesOfText)
        ])
    ])
}
