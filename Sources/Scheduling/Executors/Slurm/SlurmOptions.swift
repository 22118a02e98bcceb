package import Options

extension SlurmSettings {
  package static let name = "slurm"

  package static let options =
    siteOptions + amountOptions + [
      .option(
        "interrupt", \.interrupt, .choice,
        "whether the first interrupt waits for jobs or leaves them to the next run"),
      .option(
        "grace", \.grace, .seconds, "seconds before its time limit in which a job saves its state"),
    ] + SlurmTiming.options(inside: \.timing)

  private static let siteOptions: [OptionProperty<SlurmSettings>] = [
    .optional("partition", \.partition, .text, "the partition that jobs are queued in"),
    .optional("account", \.account, .text, "the account that jobs are charged to"),
    .optional("qos", \.quality, .text, "the quality of service of jobs"),
    .optional("constraint", \.constraint, .text, "features that the nodes of jobs must have"),
    .option(
      "arguments", \.arguments, .texts, "further arguments of sbatch, such as [--nice=100]"),
    .option(
      "environment", \.environment, .texts,
      "environment variables of jobs, such as [HF_HOME=/scratch/hf]"),
    .optional(
      "program", \.program, .text, "the path of bondlab on the nodes; otherwise the same as here"),
    .option(
      "gres", \.gres, .texts,
      "generic resources for the tokens of stages, such as ['gpu=gpu:a100']"),
  ]

  private static let amountOptions: [OptionProperty<SlurmSettings>] = [
    .option(
      "memory_per_cpu", \.asksMemoryPerProcessor, .boolean,
      "whether memory is asked for by processor, not by node"),
    .optional(
      "memory", \.memory, .mebibytes,
      "memory in MiB of stages that declare none; otherwise the site's default"),
    .option("jobs", \.jobs, .integer(1...1_000_000), "the most jobs in the queue at once"),
    .option("array", \.arraySize, .integer(1...1_000_000), "the most stages of one job array"),
    .optional(
      "throttle", \.throttle, .integer(1...1_000_000),
      "the most tasks of a job array that run at once"),
    .option(
      "factor", \.factor, .number(1...16),
      "factor on memory and time after they did not suffice"),
  ]
}

extension SlurmTiming {
  package static let options: [OptionProperty<SlurmTiming>] = [
    seconds("collect", \.collect, "in which like stages are collected into a job array"),
    seconds("submit", \.submit, "between two submissions at least"),
    seconds("exits", \.exits, "between two looks for ended jobs"),
    seconds("query", \.query, "between two queries of the queue at least"),
    seconds("longest_query", \.longestQuery, "between two queries at most"),
    seconds("lost", \.lost, "for which a job is missed before it counts as lost"),
    seconds("settle", \.settle, "in which the answer of an ended job becomes visible"),
    seconds("patience", \.patience, "to wait for a job that may never start"),
    seconds("command", \.command, "that a command of Slurm may take"),
  ]

  private static func seconds(
    _ name: String, _ property: any WritableKeyPath<SlurmTiming, Double> & Sendable,
    _ help: String
  ) -> OptionProperty<SlurmTiming> {
    .option(name, property, .seconds, "seconds \(help)")
  }
}

extension OptionForm<Double> {
  fileprivate static var seconds: OptionForm { .number(0...1e9) }
}

extension OptionForm<Int> {
  /// A number of bytes that a profile gives in MiB.
  fileprivate static var mebibytes: OptionForm {
    OptionForm(
      .integer(1...1 << 40), read: { $0.integer.map { $0 << 20 } }, write: { .integer($0 >> 20) })
  }
}

extension OptionForm<[String]> {
  /// A list of texts, which is empty where the option is left out.
  fileprivate static var texts: OptionForm {
    OptionForm(
      .list(.text), read: { $0.list?.compactMap(\.text) },
      write: { texts in texts.isEmpty ? nil : .list(texts.map { .text($0) }) })
  }
}
