internal import Glibc

/// The user's home folder, which a tilde at the beginning of a path stands for.
package enum HomeFolder {
  /// Replaces a leading `~` of a path by the folder; other paths are returned as they are, and so
  /// are all of them where `HOME` isn't set.
  ///
  /// Shells do so in words of a command line, but not in specs, nor behind an equals sign.
  package static func expanded(_ path: String) -> String {
    guard path == "~" || path.hasPrefix("~/"), let home = getenv("HOME") else { return path }
    return String(cString: home) + path.dropFirst()
  }
}
