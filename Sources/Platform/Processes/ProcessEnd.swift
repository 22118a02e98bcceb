internal import Glibc

/// The end of a process, and the resources that it took.
package struct ProcessEnd: Sendable {
  /// A way to end: by itself, or by a signal.
  package enum Manner: Hashable, Sendable {
    case exited(code: Int32)
    case killed(signal: Int32)
  }

  package let manner: Manner
  /// Seconds of processor time, those of the processes that it waited for included.
  package let processorSeconds: Double
  /// The most resident bytes that it, or one of the processes that it waited for, has had.
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

  /// The most resident bytes that this process has had.
  package static var ownPeakBytes: Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss * 1024
  }
}
