internal import Glibc

/// The folders in which fetched data sets and models are kept and looked for.
public enum DataHome {
  /// Environment variable with the folder that is looked through first, which has
  /// `glue/<TASK>/…`, `corpus/…` and `models/<NAME>/…`.
  public static let variable = "BONDLAB_DATA"

  /// The folders that are looked through, in order.
  ///
  /// They are `$BONDLAB_DATA` where it is set, `$XDG_DATA_HOME/bondlab`, which is
  /// `~/.local/share/bondlab` where that is not set, and `/usr/share`, which has the files of the
  /// system's packages, such as WordNet.
  public static var folders: [String] {
    [environment(variable), target, "/usr/share"].compactMap { $0 }
  }

  /// The folder that fetched files are put in.
  public static var target: String {
    if let home = environment("XDG_DATA_HOME") { return "\(home)/bondlab" }
    return "\(environment("HOME") ?? "")/.local/share/bondlab"
  }

  /// Returns the path of a file or folder: in the first of the folders that has it, or else in the
  /// one that it would be put in.
  public static func path(_ relative: String) -> String {
    let paths = folders.map { "\($0)/\(relative)" }
    return paths.first { FileKind(atPath: $0) != .absent } ?? "\(target)/\(relative)"
  }

  /// Returns a path below the folders as declarations of options and help show it, which is the
  /// same on every machine.
  public static func shown(_ relative: String) -> String { "\(prefix)\(relative)" }

  /// Returns the path on this machine that a path of ``shown(_:)`` or one with a tilde stands for;
  /// any other path is returned as it is.
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
