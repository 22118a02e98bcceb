internal import FoundationEssentials
@preconcurrency internal import Glibc

/// The most memory that this process has had, as Linux counts it (VmHWM in proc(5)).
public enum PeakMemory {
  /// In bytes; 0 where Linux doesn't tell.
  public static var bytes: Int { bytes("VmHWM:") }

  /// What it has now, in bytes.
  static var bytesNow: Int { bytes("VmRSS:") }

  private static func bytes(_ name: String) -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix(name) }
    let kibibytes = line?.split(whereSeparator: \.isWhitespace).dropFirst().first
    return (kibibytes.flatMap { Int($0) } ?? 0) * 1024
  }

  /// The most during some work, counted when what was freed before has been given back to Linux.
  ///
  /// - Returns: nil bytes where Linux doesn't let a process count anew.
  public static func during<Result>(
    _ work: () throws -> Result
  ) rethrows -> (result: Result, bytes: Int?) {
    trim()
    let isCounting = reset()
    let result = try work()
    return (result, isCounting ? bytes : nil)
  }

  /// Sets the mark back to what is used now, by a 5 written to clear_refs.
  private static func reset() -> Bool {
    guard let file = fopen("/proc/self/clear_refs", "w") else { return false }
    let isWritten = fputs("5", file) >= 0
    return fclose(file) == 0 && isWritten
  }

  /// glibc's `malloc_trim(0)`, whose header Swift's module of it lacks; nothing elsewhere.
  private static func trim() {
    guard let symbol = dlsym(nil, "malloc_trim") else { return }
    _ = unsafeBitCast(symbol, to: (@convention(c) (Int) -> Int32).self)(0)
  }
}
