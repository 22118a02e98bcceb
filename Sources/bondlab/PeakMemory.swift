internal import FoundationEssentials
@preconcurrency internal import Glibc

/// The most memory that this process has had, as Linux counts it (VmHWM in proc(5)).
enum PeakMemory {
  /// In bytes; 0 where Linux doesn't tell.
  static var bytes: Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    let kibibytes = line?.split(whereSeparator: \.isWhitespace).dropFirst().first
    return (kibibytes.flatMap { Int($0) } ?? 0) * 1024
  }

  /// Counts from now on, when what was freed has been given back to Linux.
  ///
  /// - Returns: Whether Linux lets a process do so (a 5 written to clear_refs).
  static func reset() -> Bool {
    trim()
    guard let file = fopen("/proc/self/clear_refs", "w") else { return false }
    return fputs("5", file) >= 0 && fclose(file) == 0
  }

  /// glibc's `malloc_trim(0)`, whose header Swift's module of it lacks; nothing elsewhere.
  private static func trim() {
    guard let symbol = dlsym(nil, "malloc_trim") else { return }
    _ = unsafeBitCast(symbol, to: (@convention(c) (Int) -> Int32).self)(0)
  }
}
