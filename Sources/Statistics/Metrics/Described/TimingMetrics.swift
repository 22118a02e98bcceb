extension MetricDeclaration {
  public static let seconds = MetricDeclaration(
    "seconds", "how long the stage took", unit: "s", range: 0 ... .infinity, better: .lower,
    digits: 2)
  public static let commandSeconds = MetricDeclaration(
    "command_seconds", "how long the command ran", unit: "s", range: 0 ... .infinity,
    better: .lower, digits: 2)
  public static let commandProcessorSeconds = MetricDeclaration(
    "command_cpu_seconds", "processor time of the command and what it started", unit: "s",
    range: 0 ... .infinity, better: .lower, digits: 2)
  public static let commandPeakBytes = MetricDeclaration(
    "command_peak_bytes", "the most memory that the command had at a time", unit: "bytes",
    range: 0 ... .infinity, better: .lower, digits: 0)

  static let ofTimings = [seconds, commandSeconds, commandProcessorSeconds, commandPeakBytes]
}
