internal import Options

/// Reads metrics from CSV.
///
/// A long table has rows of `metric,value` or `metric,step,value`. A wide table has a row of names
/// and a row of numbers, or several of them with a column `step`. Fields that are no numbers are
/// left out.
struct MetricTable {
  private let rows: [(line: Int, fields: [String])]

  init(_ bytes: [UInt8]) throws {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw MetricFileError(line: 1, problem: "is not UTF-8")
    }
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    rows = try lines.enumerated().compactMap { index, line in
      guard !line.allSatisfy(\.isWhitespace) else { return nil }
      return (index + 1, try Self.fields(line, index + 1))
    }
  }

  func read(into metrics: inout CollectedMetrics) throws {
    guard let header = rows.first, rows.count > 1 else {
      throw MetricFileError(
        line: rows.first?.line ?? 1, problem: "needs a row of names, and a row of numbers below it")
    }
    for row in rows.dropFirst() where row.fields.count != header.fields.count {
      throw MetricFileError(
        line: row.line,
        problem: "has \(row.fields.count) fields where the header has \(header.fields.count)")
    }
    switch header.fields {
    case ["metric", "value"], ["metric", "step", "value"]: try readLong(into: &metrics)
    default: try readWide(header.fields, into: &metrics)
    }
  }

  private func readLong(into metrics: inout CollectedMetrics) throws {
    for (line, fields) in rows.dropFirst() {
      let isFinal = fields.count == 2 || fields[1].isEmpty
      let step = isFinal ? nil : try self.step(fields[1], line)
      try add(fields[0], fields[fields.count - 1], step: step, line: line, to: &metrics)
    }
  }

  private func readWide(_ names: [String], into metrics: inout CollectedMetrics) throws {
    let steps = names.firstIndex(of: "step")
    if steps == nil && rows.count > 2 {
      throw MetricFileError(
        line: rows[2].line, problem: "a second row of numbers needs a column 'step'")
    }
    for (line, fields) in rows.dropFirst() {
      let step = try steps.map { try self.step(fields[$0], line) }
      for (index, name) in names.enumerated() where index != steps {
        try add(name, fields[index], step: step, line: line, to: &metrics)
      }
    }
  }

  private func step(_ text: String, _ line: Int) throws -> Int {
    if let step = Int(text) { return step }
    throw MetricFileError(line: line, problem: "the step '\(text.excerpt)' is not a whole number")
  }

  private func add(
    _ name: String, _ text: String, step: Int?, line: Int, to metrics: inout CollectedMetrics
  ) throws {
    guard let value = Double(text) else {
      metrics.leave(name, text.isEmpty ? "an empty field" : "a text", step: step)
      return
    }
    do throws(MetricProblem) {
      try metrics.add(name, value, step: step)
    } catch {
      throw MetricFileError(line: line, problem: error.description)
    }
  }

  /// Splits a line into its fields; quotes are those of RFC 4180, but hold no line ends.
  private static func fields(_ line: Substring, _ number: Int) throws -> [String] {
    var fields: [String] = []
    var field: String = ""
    var isQuoted: Bool = false
    var rest = line[...]
    while let character = rest.popFirst() {
      switch character {
      case "\"" where isQuoted && rest.first == "\"": field.append(rest.removeFirst())
      case "\"" where isQuoted || field.allSatisfy(\.isWhitespace):
        if !isQuoted { field = "" }
        isQuoted.toggle()
      case "," where !isQuoted:
        fields.append(field.trimmed)
        field = ""
      default: field.append(character)
      }
    }
    if isQuoted { throw MetricFileError(line: number, problem: "has a quote without its end") }
    return fields + [field.trimmed]
  }
}

extension String {
  /// The text without white space around it.
  fileprivate var trimmed: String {
    let start = drop(while: \.isWhitespace)
    guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(start[...last])
  }
}
