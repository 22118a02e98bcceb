internal import FoundationEssentials
@preconcurrency internal import Glibc

/// The peak memory of this process, as Linux counts it (VmHWM in proc(5)).
public enum PeakMemory {
  /// Peak memory in bytes; 0 where Linux doesn't report it.
  public static var bytes: Int { bytes("VmHWM:") }

  /// Memory of the process now, in bytes.
  static var bytesNow: Int { bytes("VmRSS:") }

  private static func bytes(_ name: String) -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix(name) }
    let kibibytes = line?.split(whereSeparator: \.isWhitespace).dropFirst().first
    return (kibibytes.flatMap { Int($0) } ?? 0) * 1024
  }

  /// Measures the peak memory during some work.
  ///
  /// Memory that was freed before is first given back to Linux.
  /// - Returns: The result of the work, and the peak in bytes; nil where Linux doesn't let a
  ///   process reset it.
  public static func during<Result>(
    _ work: () throws -> Result
  ) rethrows -> (result: Result, bytes: Int?) {
    trim()
    let isCounting = reset()
    let result = try work()
    return (result, isCounting ? bytes : nil)
  }

  /// Resets the peak to the memory that is used now, by writing a 5 to clear_refs.
  private static func reset() -> Bool {
    guard let file = fopen("/proc/self/clear_refs", "w") else { return false }
    let isWritten = fputs("5", file) >= 0
    return fclose(file) == 0 && isWritten
  }

  /// Calls glibc's `malloc_trim(0)`, whose header Swift's module lacks; does nothing elsewhere.
  private static func trim() {
    guard let symbol = dlsym(nil, "malloc_trim") else { return }
    _ = unsafeBitCast(symbol, to: (@convention(c) (Int) -> Int32).self)(0)
  }
}
