internal import Options
internal import Spec

/// How a site's Slurm is to be used: what a profile's section `slurm` says.
///
/// Nothing of it changes a result, so it is part of no spec and of no key. Times are in seconds.
package struct SlurmSettings: ProfileSection {
  /// What the first interrupt of a run means for jobs that Slurm has.
  package enum Interrupt: String, Sendable, CaseIterable {
    /// They go on and are waited for; a second interrupt cancels them.
    case wait
    /// They go on and the next run takes them over.
    case leave
  }

  package var partition: String?
  package var account: String?
  package var quality: String?
  package var constraint: String?
  /// Further arguments of sbatch, as they are.
  package var arguments: [String] = []
  /// Variables that jobs get beside those of this program, each as `HF_HOME=/scratch/hf`.
  package var environment: [String] = []
  /// The path of this program on the nodes; nil where it is the same as here.
  package var program: String?
  /// Slurm's name of each token that stages ask for, each as `gpu=gpu:a100`.
  package var gres: [String] = []
  /// Whether memory is asked for by processor.
  package var asksMemoryPerProcessor = false
  /// Bytes of each stage that declares none; nil for what the site gives.
  package var memory: Int?
  /// How many jobs may be in Slurm's hands at once.
  package var jobs = 200
  /// How many like stages go into one array at most.
  package var arraySize = 100
  /// How many tasks of an array may run at once; nil for no limit.
  package var throttle: Int?
  /// What memory and time are multiplied with after they did not suffice.
  package var factor = 2.0
  /// How long before its time limit a job is told to save its state and stop.
  package var grace = 60.0
  package var interrupt = Interrupt.wait
  package var timing = SlurmTiming()

  package init() {}
}

/// When the batch system is asked and how long its silence is borne, in seconds.
package struct SlurmTiming: OptionSet, Hashable {
  /// How long a ready stage waits for others to go into an array with it.
  package var collect = 1.0
  /// The least time between two submissions.
  package var submit = 0.2
  /// How often the answers of jobs are looked for.
  package var exits = 1.0
  /// The least time between two queries of the queue.
  package var query = 15.0
  /// The most time between them, no less than the least.
  package var longestQuery: Double {
    get { max(query, longestQueryGiven) }
    set { longestQueryGiven = newValue }
  }
  private var longestQueryGiven = 60.0
  /// How long a job is missed by queries, at least two, before it counts as lost.
  package var lost = 30.0
  /// How long the answer of a job that has ended may take to become visible in the shared folder.
  package var settle = 10.0
  /// How long a job may wait for a reason that may never go away.
  package var patience = 3600.0
  /// The longest that a command of Slurm may take.
  package var command = 30.0

  package init() {}
}

extension SlurmSettings {
  /// Slurm's name of each token that stages ask for.
  package var resources: [String: String] {
    Dictionary(gres.compactMap(Self.pair), uniquingKeysWith: { _, last in last })
  }

  /// - Throws: Where an item of a list is not `NAME=VALUE`.
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

/// A setting that can't be meant.
package struct SlurmSettingError: Error, CustomStringConvertible {
  package let description: String
  init(_ problem: String) { description = "section slurm of the profile: \(problem)" }
}
