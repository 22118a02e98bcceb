/// The list of everything that `bondlab data get` can fetch. A new group needs its file and a line
/// here.
package enum DownloadCatalog {
  package static let all: [DataEntry] =
    DebianTexts.all + ReviewTexts.all + PackagedModels.all + GLUETasks.all + QuestionSets.all
    + HubModels.all

  package static var names: [String] { all.map(\.name) }

  package static func entry(_ name: String) -> DataEntry? { all.first { $0.name == name } }
}
