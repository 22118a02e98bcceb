/// Lists sentences with the mean of people's ratings from -4 to 4 (Hutto and Gilbert, "VADER: a
/// parsimonious rule-based model for sentiment analysis of social media text", 2014).
enum ReviewTexts {
  static let all = [reviews]

  private static let reviews = DataEntry(
    "vader-movie-reviews", .data,
    "10,605 rated sentences of film reviews; and of tweets, product reviews, editorials",
    licence: "MIT",
    [
      DataEntry.Part(
        .pip(archive),
        [
          snippets(
            "movieReviewSnippets",
            "c8293b0d942e90e223ea2c0955d969040d1a1be514a978b9af0698940bd13350",
            1_383_098),
          snippets(
            "amazonReviewSnippets",
            "11a9807a0974a2506a2d3b4851eaf69b3d6d20688ce4923adda2312a4f6dd6c2",
            373_157),
          snippets(
            "nytEditorialSnippets",
            "7d8fbcce7dde5d716da53e78f4ef4be6b706e9ef1e1d51887e6d0ad4b69cc27e",
            607_629),
          snippets(
            "tweets", "dfbe7102e2f92579ed8b19df9a3822491880697c67adf712fb66e520cc05102f",
            389_886),
          KeptFile(
            [inner, "hutto_ICWSM_2014/_README_.txt"], to: "reviews/README.txt",
            Pin("583d6381c04a4b342ac6e7268066128467785f1f4801c4f7d44afb1ccbaad939", 12408)),
          KeptFile(
            ["vaderSentiment-3.3.2/LICENSE.txt"], to: "reviews/LICENSE.txt",
            Pin("74cfe41cdbf7f6925aeb4c18c148ec8db042540edb6739fd81069aa4e3c8b118", 1096)),
        ])
    ])

  private static let archive = PythonArchive(
    "vaderSentiment", "3.3.2", .source, file: "vaderSentiment-3.3.2.tar.gz",
    Pin("5d7c06e027fc8b99238edb0d53d970cf97066ef97654009890b83703849632f9", 2_466_783))

  private static let inner = "vaderSentiment-3.3.2/additional_resources/hutto_ICWSM_2014.tar.gz"

  private static func snippets(_ name: String, _ digest: String, _ bytes: Int) -> KeptFile {
    KeptFile(
      [inner, "hutto_ICWSM_2014/\(name)_GroundTruth.txt"],
      to: "reviews/\(name)_GroundTruth.txt", Pin(digest, bytes))
  }
}
