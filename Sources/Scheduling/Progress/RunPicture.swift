/// A picture of a run for a terminal: a line for each name of stages, with lines below it for the
/// stages that run.
package struct RunPicture {
  private static let (curveWidth, mostRunning, mostFailed) = (16, 8, 5)

  private let title: String
  private let stages: [WatchedStage]
  private let left: TimeLeft?

  /// Makes the picture of a run.
  ///
  /// - Parameters:
  ///   - title: The first line, which says what runs, and since when.
  ///   - stages: All stages, in the order of the plan.
  ///   - left: Estimate of the time until the end; nil for none.
  package init(_ title: String, _ stages: [WatchedStage], left: TimeLeft?) {
    (self.title, self.stages, self.left) = (title, stages, left)
  }

  /// The counts of all stages, with the time that is left.
  package var summary: String {
    let counts = ProgressText.summary(
      done: stages.count { $0.state == .done || $0.state == .cached },
      cached: stages.count { $0.state == .cached }, of: stages.count)
    return counts + (left.map { ", \($0.words)" } ?? "")
  }

  /// Draws the picture.
  ///
  /// - Parameters:
  ///   - width: The most characters of a line; nil for any number.
  ///   - height: The most lines; nil for any number. Where there are more, stages that are over
  ///     are left out first.
  package func lines(width: Int? = nil, height: Int? = nil) -> [String] {
    let groups = groups
    var lines = [title, summary, ""] + groups.flatMap(\.lines) + failures
    if let height, lines.count > height {
      let open = groups.filter { !$0.isOver }
      let hidden = groups.count - open.count
      let rest = hidden > 0 ? ["\(hidden) more \(hidden == 1 ? "is" : "are") over"] : []
      lines = [title, summary, ""] + failures + open.flatMap(\.lines) + rest
      if lines.count > height { lines = lines.prefix(max(0, height - 1)) + ["…"] }
    }
    return lines.map { line in
      let printable = Self.printable(line)
      return width.map { ProgressText.cut(printable, to: $0) } ?? printable
    }
  }

  /// The lines of stages of one name.
  private struct Group {
    let isOver: Bool
    let lines: [String]
  }

  private var groups: [Group] {
    let groups = StageGroup.groups(of: stages)
    let rows = groups.map(row)
    let widths = (0..<5).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return zip(groups, rows).map { group, row in
      let padded = zip(row, widths).map { $0.padded(to: $1) }.joined(separator: "  ")
      return Group(isOver: group.isOver, lines: [padded.trimmedAtEnd] + running(group.stages))
    }
  }

  /// Writes the cells of a line: name, how many are done, counts of states, time, and curve.
  private func row(_ group: StageGroup) -> [String] {
    [
      group.name, "\(group.done)/\(group.stages.count)", group.counts, group.duration,
      Sparkline.text(group.curve, width: Self.curveWidth),
    ]
  }

  private func running(_ stages: [WatchedStage]) -> [String] {
    let running = stages.filter { $0.state == .running }
    let lines = running.prefix(Self.mostRunning).map { stage in
      var line = "  " + ProgressText.line(stage.id, stage.progress)
      if stage.progress == nil, let seconds = stage.seconds {
        line += " for \(ProgressText.duration(seconds))"
      }
      let curve = Sparkline.text(stage.curve, width: Self.curveWidth)
      return curve.isEmpty ? line : "\(line)  \(curve)"
    }
    let rest = running.count - lines.count
    return lines + (rest > 0 ? ["  and \(rest) more"] : [])
  }

  /// The first stages that failed, with the first lines of why they did.
  private var failures: [String] {
    let failed = stages.filter { $0.state == .failed }
    let lines = failed.prefix(Self.mostFailed).map { stage in
      "\(stage.id) failed: \(stage.message?.split(separator: "\n").first ?? "")"
    }
    let rest = failed.count - lines.count
    return (lines.isEmpty ? [] : [""]) + lines + (rest > 0 ? ["and \(rest) more"] : [])
  }

  /// Replaces control characters, which could move the cursor or colour what follows.
  package static func printable(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }

  fileprivate var trimmedAtEnd: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
