internal import Glibc

/// How a process ended, and what it took.
package struct ProcessEnd: Sendable {
  /// How: by itself, or by a signal.
  package enum Manner: Hashable, Sendable {
    case exited(code: Int32)
    case killed(signal: Int32)
  }

  package let manner: Manner
  /// Seconds of processors, also of those processes that it waited for.
  package let processorSeconds: Double
  /// Resident bytes of the largest of it and those that it waited for.
  package let peakBytes: Int

  init(status: Int32, _ usage: rusage) {
    let signal = status & 0x7F
    manner = signal == 0 ? .exited(code: (status >> 8) & 0xFF) : .killed(signal: signal)
    processorSeconds = Self.seconds(usage.ru_utime) + Self.seconds(usage.ru_stime)
    peakBytes = usage.ru_maxrss * 1024
  }

  private static func seconds(_ time: timeval) -> Double {
    Double(time.tv_sec) + Double(time.tv_usec) / 1e6
  }

  /// Its exit code; nil where a signal ended it.
  package var code: Int32? {
    if case .exited(let code) = manner { return code }
    return nil
  }

  /// Resident bytes that this process has had at most.
  package static var ownPeakBytes: Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss * 1024
  }
}
