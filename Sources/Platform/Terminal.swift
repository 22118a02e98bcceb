internal import Glibc

/// The terminal that a descriptor leads to.
public enum Terminal {
  /// Environment variable with the width of output where there is no terminal.
  private static let variable = "COLUMNS"

  /// Returns the number of lines of the terminal; nil where there is none.
  public static func lines(of descriptor: Int32) -> Int? {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0 else { return nil }
    return Int(size.ws_row)
  }

  /// Returns the number of characters that fit a line: the terminal's own, or else the value of
  /// `COLUMNS`; nil where lines may be of any length, as in a pipe or a file.
  public static func columns(of descriptor: Int32) -> Int? {
    var size = winsize()
    if ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
    let named = getenv(variable).flatMap { Int(String(cString: $0)) }
    return named.flatMap { $0 > 0 ? $0 : nil }
  }
}
