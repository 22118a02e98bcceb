package import Pipeline

/// The resources that a job asks Slurm for; stages that ask for the same may go into one array.
package struct SlurmRequest: Hashable, Sendable {
  package let processors: Int
  /// Memory in MiB; nil for the site's default.
  package let memory: Int?
  /// Time limit in minutes; nil for the partition's own limit.
  package let minutes: Int?
  /// Generic resources with their numbers, such as `gpu:a100:2`, in order.
  package let resources: [String]
  /// Names of nodes that are not to be used, in order.
  package let excluded: [String]

  /// Creates the request for a stage.
  ///
  /// A time limit is rounded up to minutes, Slurm's unit. Slurm warns a job up to a minute earlier
  /// than it is asked to, so that minute and the grace come on top of what the stage may take.
  ///
  /// - Parameter growth: Factors on memory and time.
  package init(
    _ job: StageJob, _ settings: SlurmSettings, growth: SlurmGrowth = SlurmGrowth(),
    excluded: [String] = []
  ) {
    processors = max(1, job.threads)
    memory = (job.resources.memory ?? settings.memory).map { bytes in
      max(1, Int((Double(bytes) * growth.memory / 1_048_576).rounded(.up)))
    }
    minutes = job.resources.timeout.map { timeout in
      let warning = settings.grace > 0 ? settings.grace + 60 : 0
      return max(1, Int(((timeout * growth.time + warning) / 60).rounded(.up)))
    }
    resources = job.resources.tokens.sorted { $0.key < $1.key }.compactMap { token, count in
      count > 0 ? settings.resources[token].map { "\($0):\(count)" } : nil
    }
    self.excluded = excluded.sorted()
  }

  /// Returns the request as arguments of sbatch.
  package func arguments(_ settings: SlurmSettings) -> [String] {
    var arguments = ["--nodes=1", "--ntasks=1", "--cpus-per-task=\(processors)"]
    if let memory {
      let perProcessor = (memory + processors - 1) / processors
      arguments.append(
        settings.asksMemoryPerProcessor ? "--mem-per-cpu=\(perProcessor)M" : "--mem=\(memory)M")
    }
    if let minutes {
      arguments.append("--time=\(minutes)")
      if settings.grace > 0 { arguments.append("--signal=B:TERM@\(Int(settings.grace))") }
    }
    if !resources.isEmpty { arguments.append("--gres=\(resources.joined(separator: ","))") }
    if !excluded.isEmpty { arguments.append("--exclude=\(excluded.joined(separator: ","))") }
    return arguments
  }
}

/// Factors on the memory and the time of a stage, after they did not suffice.
package struct SlurmGrowth: Hashable, Sendable {
  package var memory = 1.0
  package var time = 1.0

  package init() {}
}
