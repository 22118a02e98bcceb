internal import Glibc

/// The folder of the user's own, which paths begin with a tilde for.
package enum HomeFolder {
  /// A path with the folder in place of a leading `~`; other paths as they are, and all of them
  /// where `HOME` isn't set.
  ///
  /// Shells do this to words of a command line, but not in specs, nor behind an equals sign.
  package static func expanded(_ path: String) -> String {
    guard path == "~" || path.hasPrefix("~/"), let home = getenv("HOME") else { return path }
    return String(cString: home) + path.dropFirst()
  }
}
