package import Pipeline

/// Formats progress as text, by pure functions.
package enum ProgressText {
  /// Speeds and times from this number on, infinity among them, are no use to a person and left
  /// out.
  private static let longest = 1e12
  /// Seconds without progress from which on a line says so; steps that take minutes are nothing
  /// strange.
  private static let longestSilence = 300.0

  /// Formats the line of a running stage, such as
  /// `tuned[arm=mpo]  step 120/300  loss 3.214  5 120 tokens/s  41.0 s left`.
  ///
  /// - Parameter idle: Seconds since its step last changed; the line mentions them when they are
  ///   many.
  package static func line(
    _ id: String, _ progress: StageProgress?, idle: Double = 0
  ) -> String {
    let silence = idle < longestSilence ? "" : "no progress for \(Int(idle / 60)) min"
    guard let progress else { return "\(id)  \(silence.isEmpty ? "running" : silence)" }
    let step = progress.steps > 0 ? "  step \(progress.step)/\(progress.steps)" : ""
    var parts = ["\(id)\(step)", progress.note]
    if let speed = progress.tokensPerSecond, speed < longest {
      parts.append("\(Int(speed.rounded()).grouped) tokens/s")
    }
    if let left = progress.secondsLeft, left < longest { parts.append("\(duration(left)) left") }
    parts.append(silence)
    return parts.filter { !$0.isEmpty }.joined(separator: "  ")
  }

  /// Formats the counts of stages, such as `12/34 done, 5 of them cached, 22 left out by the
  /// search`.
  package static func summary(done: Int, cached: Int, leftOut: Int = 0, of total: Int) -> String {
    "\(done)/\(total) done" + (cached > 0 ? ", \(cached) of them cached" : "")
      + (leftOut > 0 ? ", \(leftOut) left out by the search" : "")
  }

  /// Formats a duration, such as `4.2 s`, `3 min 05 s` or `2 h 14 min`.
  package static func duration(_ seconds: Double) -> String {
    if seconds < 100 { return "\((seconds * 10).rounded() / 10) s" }
    let whole = Int(seconds.rounded())
    if whole < 3600 { return "\(whole / 60) min \(twoDigits(whole % 60)) s" }
    return "\(whole / 3600) h \(twoDigits(whole % 3600 / 60)) min"
  }

  /// Formats a number of bytes, such as `512 MiB` or `3.2 GiB`.
  package static func bytes(_ count: Int) -> String {
    if count < 1 << 30 { return "\((count + (1 << 19)) >> 20) MiB" }
    return "\((Double(count) / 107_374_182.4).rounded() / 10) GiB"
  }

  /// Cuts a line to the width of a terminal, so that it never wraps.
  package static func cut(_ line: String, to width: Int) -> String {
    line.count <= width ? line : line.prefix(max(0, width - 1)) + "…"
  }

  private static func twoDigits(_ number: Int) -> String {
    number < 10 ? "0\(number)" : "\(number)"
  }
}
