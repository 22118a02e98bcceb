internal import Options
internal import Spec

/// Settings of how a site's Slurm is used, from the section `slurm` of a profile.
///
/// None of them changes a result, so they are part of no spec and of no key. Times are in seconds.
package struct SlurmSettings: ProfileSection {
  /// The effect of a run's first interrupt on jobs that Slurm has.
  package enum Interrupt: String, Sendable, CaseIterable {
    /// Jobs go on and are waited for; a second interrupt cancels them.
    case wait
    /// Jobs go on, and the next run takes them over.
    case leave
  }

  package var partition: String?
  package var account: String?
  package var quality: String?
  package var constraint: String?
  /// Further arguments of sbatch, word by word.
  package var arguments: [String] = []
  /// Environment variables that jobs get besides those of this program, each as
  /// `HF_HOME=/scratch/hf`.
  package var environment: [String] = []
  /// The path of this program on the nodes; nil where it is the same as here.
  package var program: String?
  /// Slurm's generic resource (gres) for each token that stages ask for, each as `gpu=gpu:a100`.
  package var gres: [String] = []
  /// Whether memory is asked for by processor, not by node.
  package var asksMemoryPerProcessor = false
  /// Bytes of memory of each stage that declares none; nil for the site's default.
  package var memory: Int?
  /// The most jobs in Slurm's queue at once.
  package var jobs = 200
  /// The most stages that go into one job array.
  package var arraySize = 100
  /// The most tasks of an array that run at once; nil for no limit.
  package var throttle: Int?
  /// Factor on memory and time after they did not suffice.
  package var factor = 2.0
  /// Seconds before its time limit at which a job is asked to save its state and stop.
  package var grace = 60.0
  package var interrupt = Interrupt.wait
  package var timing = SlurmTiming()

  package init() {}
}

/// Intervals at which Slurm is asked and times for which its answers are awaited, in seconds.
package struct SlurmTiming: OptionSet, Hashable {
  /// The time that a ready stage waits for others to go into an array with it.
  package var collect = 1.0
  /// The least time between two submissions.
  package var submit = 0.2
  /// The time between two looks for the answers of jobs.
  package var exits = 1.0
  /// The least time between two queries of the queue.
  package var query = 15.0
  /// The most time between them, no less than the least.
  package var longestQuery: Double {
    get { max(query, longestQueryGiven) }
    set { longestQueryGiven = newValue }
  }
  private var longestQueryGiven = 60.0
  /// The time for which queries, at least two, miss a job before it counts as lost.
  package var lost = 30.0
  /// The time that the answer of an ended job may take to become visible in the shared folder.
  package var settle = 10.0
  /// The time that a job may wait for a reason that may never go away.
  package var patience = 3600.0
  /// The most time that a command of Slurm may take.
  package var command = 30.0

  package init() {}
}

extension SlurmSettings {
  /// Slurm's generic resource for each token that stages ask for, by the token's name.
  package var resources: [String: String] {
    Dictionary(gres.compactMap(Self.pair), uniquingKeysWith: { _, last in last })
  }

  /// Checks that the items of lists have the form `NAME=VALUE`.
  ///
  /// - Throws: ``SlurmSettingError`` for the first one that has not.
  package func check() throws {
    for (name, items) in [("environment", environment), ("gres", gres)] {
      guard let item = items.first(where: { Self.pair($0) == nil }) else { continue }
      throw SlurmSettingError("\(name): '\(item)' is not of the form NAME=VALUE")
    }
  }

  private static func pair(_ item: String) -> (String, String)? {
    let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let isName = parts[0].utf8.allSatisfy { byte in
      byte == 95 || 48...57 ~= byte || 97...122 ~= byte | 0x20
    }
    guard parts.count == 2, !parts[0].isEmpty, isName else { return nil }
    return (String(parts[0]), String(parts[1]))
  }
}

/// The error that a setting is malformed.
package struct SlurmSettingError: Error, CustomStringConvertible {
  package let description: String
  init(_ problem: String) { description = "section slurm of the profile: \(problem)" }
}
