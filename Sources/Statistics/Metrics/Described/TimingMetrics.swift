extension MetricDeclaration {
  public static let seconds = MetricDeclaration(
    "seconds", "time that the stage took", unit: "s", range: 0 ... .infinity, better: .lower,
    digits: 2)
  public static let commandSeconds = MetricDeclaration(
    "command_seconds", "time that the command ran", unit: "s", range: 0 ... .infinity,
    better: .lower, digits: 2)
  public static let commandProcessorSeconds = MetricDeclaration(
    "command_cpu_seconds", "processor time of the command and what it started", unit: "s",
    range: 0 ... .infinity, better: .lower, digits: 2)
  public static let commandPeakBytes = MetricDeclaration(
    "command_peak_bytes", "largest memory use of the command", unit: "bytes",
    range: 0 ... .infinity, better: .lower, digits: 0)

  public static let machineJoules = MetricDeclaration(
    "machine_joules", "energy that the processors of the whole machine took meanwhile", unit: "J",
    range: 0 ... .infinity, better: .lower, digits: 0,
    undefined: "a machine whose energy counters (RAPL) aren't there or can't be read")

  static let ofTimings = [
    seconds, commandSeconds, commandProcessorSeconds, commandPeakBytes, machineJoules,
  ]
}
