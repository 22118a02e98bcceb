internal import Pipeline
internal import Serialization

/// Writes the metrics of a stage in formats that any program reads.
enum MetricWriter {
  /// Writes the final metrics as a JSON object of numbers by name, null where one isn't finite.
  static func json(_ metrics: [Metric]) -> [UInt8] {
    JSONValue.object(
      metrics.filter { $0.step == nil }.map { metric in
        JSONValue.Member(
          name: metric.name, value: metric.value.isFinite ? .number(metric.value) : .null)
      }
    ).bytes
  }

  /// Writes the curves as CSV with the columns `metric,step,value`.
  static func curves(_ metrics: [Metric]) -> [UInt8] {
    let rows = metrics.compactMap { metric in
      metric.step.map { "\(quoted(metric.name)),\($0),\(metric.value)\n" }
    }
    return Array(("metric,step,value\n" + rows.joined()).utf8)
  }

  private static func quoted(_ name: String) -> String {
    guard name.contains(where: { ",\"\n\r".contains($0) }) else { return name }
    return "\"\(name.replacing("\"", with: "\"\""))\""
  }
}
