internal import Glibc

/// Where data sets and models that people fetch are kept, and looked for.
public enum DataHome {
  /// Names a folder that is looked through first: `glue/<TASK>/…`, `corpus/…`, `models/<NAME>/…`.
  public static let variable = "BONDLAB_DATA"

  /// The folders that are looked through, in this order: `$BONDLAB_DATA` where it is set,
  /// `$XDG_DATA_HOME/bondlab`, which is `~/.local/share/bondlab` where that is not set, and
  /// `/usr/share`, where the system's packages put what they have, such as WordNet.
  public static var folders: [String] {
    [environment(variable), target, "/usr/share"].compactMap { $0 }
  }

  /// Where what is fetched is put.
  public static var target: String {
    if let home = environment("XDG_DATA_HOME") { return "\(home)/bondlab" }
    return "\(environment("HOME") ?? "")/.local/share/bondlab"
  }

  /// The path of something below the folders: of the first that there is, else where it would be
  /// put.
  public static func path(_ relative: String) -> String {
    let places = folders.map { "\($0)/\(relative)" }
    return places.first { FileKind(atPath: $0) != .absent } ?? "\(target)/\(relative)"
  }

  /// A path below the folders as declarations of options and help show it: the same on every
  /// machine.
  public static func shown(_ relative: String) -> String { "\(prefix)\(relative)" }

  /// What ``shown(_:)`` stands for here, and what a tilde does; any other path as it is.
  package static func resolved(_ path: String) -> String {
    path.hasPrefix(prefix)
      ? self.path(String(path.dropFirst(prefix.count))) : HomeFolder.expanded(path)
  }

  private static let prefix = "$\(variable)/"

  private static func environment(_ name: String) -> String? {
    guard let text = getenv(name).map({ String(cString: $0) }), !text.isEmpty else { return nil }
    let folder = HomeFolder.expanded(text)
    guard folder.count > 1, folder.hasSuffix("/") else { return folder }
    return String(folder.dropLast())
  }
}
