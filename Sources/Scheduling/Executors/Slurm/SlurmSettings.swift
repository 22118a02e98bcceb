package import Options
package import Spec

/// How a site's Slurm is to be used: what a profile's section `slurm` says.
///
/// Nothing of it changes a result, so it is part of no spec and of no key. Times are in seconds.
package struct SlurmSettings: Sendable {
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
  /// Variables that jobs get beside those of this program, such as `HF_HOME=/scratch/hf`.
  package var environment: [String] = []
  /// The path of this program on the nodes; nil where it is the same as here.
  package var program: String?
  /// Slurm's name of each token that stages ask for, such as `gpu=gpu:a100`.
  package var resources: [String: String] = [:]
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
package struct SlurmTiming: Hashable, Sendable {
  /// How long a ready stage waits for others to go into an array with it.
  package var collect = 1.0
  /// The least time between two submissions.
  package var submit = 0.2
  /// How often the answers of jobs are looked for.
  package var exits = 1.0
  /// The least and the most time between two queries of the queue.
  package var query = 15.0
  package var longestQuery = 60.0
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
  /// The profile's section.
  package static let section = Profile.Section(
    "slurm", placeOptions + amountOptions + timeOptions)

  private static let placeOptions: [OptionDeclaration] = [
    OptionDeclaration("partition", .text, .optional, "where jobs are queued"),
    OptionDeclaration("account", .text, .optional, "what they are charged to"),
    OptionDeclaration("qos", .text, .optional, "their quality of service"),
    OptionDeclaration("constraint", .text, .optional, "features that their nodes must have"),
    OptionDeclaration(
      "arguments", .list(.text), .optional, "further arguments of sbatch, such as [--nice=100]"),
    OptionDeclaration(
      "environment", .list(.text), .optional,
      "variables of jobs, such as [HF_HOME=/scratch/hf]"),
    OptionDeclaration(
      "program", .text, .optional, "the path of bondlab on the nodes; otherwise the same as here"),
    OptionDeclaration(
      "gres", .list(.text), .optional,
      "the resource that stands for a token of stages, such as ['gpu=gpu:a100']"),
  ]

  private static let amountOptions: [OptionDeclaration] = [
    OptionDeclaration(
      "memory_per_cpu", .boolean, .standard(.boolean(false)),
      "whether memory is asked for by processor"),
    OptionDeclaration(
      "memory", .integer(1...1 << 40), .optional,
      "MiB of a stage that says nothing; otherwise what the site gives"),
    OptionDeclaration(
      "jobs", .integer(1...1_000_000), .standard(.integer(200)), "jobs in the queue at once"),
    OptionDeclaration(
      "array", .integer(1...1_000_000), .standard(.integer(100)), "stages of one array at most"),
    OptionDeclaration(
      "throttle", .integer(1...1_000_000), .optional, "tasks of an array that run at once"),
    OptionDeclaration(
      "factor", .number(1...16), .standard(.number(2)),
      "what memory and time grow by after they did not suffice"),
  ]

  private static let timeOptions: [OptionDeclaration] = [
    OptionDeclaration(
      "interrupt", .choice(Interrupt.allCases.map(\.rawValue)), .standard(.text("wait")),
      "whether the first interrupt waits for jobs or leaves them to the next run"),
    seconds("grace", 60, "before its time limit in which a job saves its state"),
    seconds("collect", 1, "in which like stages are collected into an array"),
    seconds("submit", 0.2, "between two submissions at least"),
    seconds("exits", 1, "between two looks for ended jobs"),
    seconds("query", 15, "between two queries of the queue at least"),
    seconds("longest_query", 60, "between two queries at most"),
    seconds("lost", 30, "for which a job is missed before it counts as lost"),
    seconds("settle", 10, "in which the answer of an ended job becomes visible"),
    seconds("patience", 3600, "to wait for a job that may never start"),
    seconds("command", 30, "that a command of Slurm may take"),
  ]

  private static func seconds(_ name: String, _ standard: Double, _ help: String)
    -> OptionDeclaration
  {
    OptionDeclaration(
      name, .number(0...1e9), .standard(.number(standard)), "seconds \(help)")
  }

  /// Reads the section as the profile gives it, with all defaults.
  ///
  /// - Throws: Where an item of a list is not `NAME=VALUE`.
  package init(_ values: Value) throws {
    (partition, account) = (values["partition"]?.text, values["account"]?.text)
    (quality, constraint) = (values["qos"]?.text, values["constraint"]?.text)
    arguments = Self.texts(values["arguments"])
    environment = try Self.pairs(values["environment"], "environment").map { "\($0.0)=\($0.1)" }
    program = values["program"]?.text
    resources = Dictionary(
      try Self.pairs(values["gres"], "gres"), uniquingKeysWith: { _, last in last })
    asksMemoryPerProcessor = values["memory_per_cpu"]?.boolean ?? asksMemoryPerProcessor
    memory = values["memory"]?.integer.map { $0 << 20 }
    jobs = values["jobs"]?.integer ?? jobs
    arraySize = values["array"]?.integer ?? arraySize
    throttle = values["throttle"]?.integer
    factor = values["factor"]?.number ?? factor
    grace = values["grace"]?.number ?? grace
    interrupt = values["interrupt"]?.text.flatMap(Interrupt.init) ?? interrupt
    timing = SlurmTiming(values)
  }

  private static func texts(_ value: Value?) -> [String] {
    (value?.list ?? []).compactMap(\.text)
  }

  private static func pairs(_ value: Value?, _ name: String) throws -> [(String, String)] {
    try texts(value).map { item in
      let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let isName = parts[0].utf8.allSatisfy { byte in
        byte == 95 || 48...57 ~= byte || 97...122 ~= byte | 0x20
      }
      guard parts.count == 2, !parts[0].isEmpty, isName else {
        throw SlurmSettingError("\(name): '\(item)' is not of the form NAME=VALUE")
      }
      return (String(parts[0]), String(parts[1]))
    }
  }
}

extension SlurmTiming {
  init(_ values: Value) {
    func seconds(_ name: String, _ standard: Double) -> Double {
      values[name]?.number ?? standard
    }
    collect = seconds("collect", collect)
    submit = seconds("submit", submit)
    exits = seconds("exits", exits)
    query = seconds("query", query)
    longestQuery = max(query, seconds("longest_query", longestQuery))
    lost = seconds("lost", lost)
    settle = seconds("settle", settle)
    patience = seconds("patience", patience)
    command = seconds("command", command)
  }
}

/// A setting that can't be meant.
package struct SlurmSettingError: Error, CustomStringConvertible {
  package let description: String
  init(_ problem: String) { description = "section slurm of the profile: \(problem)" }
}
