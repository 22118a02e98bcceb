internal import Models
internal import Serialization

/// The history of a model as far as a run's records have it, for the model card.
package struct ModelHistory: Sendable {
  /// A stage that took part in making the model; options are canonical JSON.
  package typealias Step = (stage: String, kind: String, options: String)

  private let summary: String
  private let steps: [Step]

  /// Creates a history.
  ///
  /// - Parameters:
  ///   - summary: A sentence on where the model comes from.
  ///   - steps: The stages in the order in which they were done.
  package init(_ summary: String, steps: [Step] = []) {
    (self.summary, self.steps) = (summary, steps)
  }

  /// The history for those who get the model, with paths shortened to the names at their ends.
  var origin: ModelOrigin {
    let read = steps.map { ($0, Self.members(of: $0.options)) }
    return ModelOrigin(
      summary,
      data: read.flatMap { _, members in
        members.filter { $0.name == "dataset" }.map { Self.words($0.value) }
      },
      steps: read.map { step, members in
        ModelOrigin.Step(
          stage: step.stage, kind: step.kind, options: Self.words(.object(members)))
      })
  }

  private static func members(of options: String) -> [JSONValue.Member] {
    guard case .object(let members)? = try? JSONValue(parsing: Array(options.utf8)) else {
      return []
    }
    return members
  }

  /// Writes options in a line, such as `batch_size 8, dataset (kind RTE)`.
  private static func words(_ value: JSONValue) -> String {
    switch value {
    case .null: return "none"
    case .bool(let value): return "\(value)"
    case .number(let number): return Int(exactly: number).map { "\($0)" } ?? "\(number)"
    case .string(let text): return text
    case .array(let values): return values.map(inner).joined(separator: " ")
    case .object(let members):
      if members.count == 1, members[0].name == "path", case .string(let path) = members[0].value {
        return path.split(separator: "/").last.map(String.init) ?? path
      }
      return members.map { "\($0.name) \(inner($0.value))" }.joined(separator: ", ")
    }
  }

  private static func inner(_ value: JSONValue) -> String {
    switch value {
    case .object(let members) where members.count == 1 && members[0].name == "path": words(value)
    case .object, .array: "(\(words(value)))"
    default: words(value)
    }
  }
}
