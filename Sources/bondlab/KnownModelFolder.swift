internal import Fetching
internal import Platform

/// Where a model lies that `bondlab data get` fetches, found by its name.
struct KnownModelFolder {
  let path: String
  /// What it is, in a few words.
  let about: String

  static var names: [String] { DownloadCatalog.all.filter { $0.kind == .model }.map(\.name) }

  /// Finds the model of a name; nil where none has it, or a folder here has, which is then meant.
  ///
  /// - Throws: ``RequestError`` where the model isn't on this machine, with how to get it.
  init?(named name: String) throws {
    guard let entry = DownloadCatalog.entry(name), entry.kind == .model,
      FileKind(atPath: name) != .folder
    else { return nil }
    path = DataHome.path(entry.place)
    about = entry.about
    guard FileKind(atPath: path) == .folder else {
      throw RequestError(
        "\(name): there is no folder \(path); run `bondlab data get \(name)` or set "
          + "\(DataHome.variable) to a folder with \(entry.place)")
    }
  }
}
