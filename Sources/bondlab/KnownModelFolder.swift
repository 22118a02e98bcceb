internal import Fetching
internal import Platform

/// The folder of a model that `bondlab data get` fetches, found by its name.
struct KnownModelFolder {
  let path: String
  /// Description of the model in a few words.
  let about: String

  static var names: [String] { DownloadCatalog.all.filter { $0.kind == .model }.map(\.name) }

  /// Finds the model of a name; nil where no model has it, or where it names a folder here instead.
  ///
  /// - Throws: ``RequestError`` that says how to get the model, where it isn't on this machine.
  init?(named name: String) throws {
    guard let entry = DownloadCatalog.entry(name), entry.kind == .model,
      FileKind(atPath: name) != .folder
    else { return nil }
    path = DataHome.path(entry.path)
    about = entry.about
    guard FileKind(atPath: path) == .folder else {
      throw RequestError(
        "\(name): there is no folder \(path); run `bondlab data get \(name)` or set "
          + "\(DataHome.variable) to a folder with \(entry.path)")
    }
  }
}
