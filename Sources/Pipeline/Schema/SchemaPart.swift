internal import Options

/// Makes the parts of a JSON Schema (draft 2020-12) as values that are written as JSON.
enum SchemaPart {
  /// The schema of a text with a reference in it, which may stand for anything.
  static let reference = type("string", ["pattern": .text("\\$\\{")])
  static let null = type("null")
  static let boolean = type("boolean")
  static let text = type("string")
  static let nonEmptyText = type("string", ["minLength": .integer(1)])
  /// The schema of a single value, whatever it is read as.
  static let scalar = type(anyOf: ["string", "number", "boolean"])
  /// The schema of a single value or nothing.
  static let nullableScalar = type(anyOf: ["string", "number", "boolean", "null"])
  /// The schema of the name of something in the spec; `on` and `no` are names too.
  static let name = type(anyOf: ["string", "boolean"], ["minLength": .integer(1)])
  /// The schema of `STAGE.METRIC`.
  static let measure = type("string", ["pattern": .text("^[^.]+\\..")])

  static func type(_ type: String, _ members: [String: Value] = [:]) -> Value {
    .map(members.merging(["type": .text(type)]) { $1 })
  }

  static func type(anyOf types: [String], _ members: [String: Value] = [:]) -> Value {
    .map(members.merging(["type": .list(types.map { .text($0) })]) { $1 })
  }

  static func any(of parts: [Value]) -> Value {
    parts.count == 1 ? parts[0] : .map(["anyOf": .list(parts)])
  }

  /// Accepts what one of the parts accepts, or a reference.
  static func referable(_ parts: Value...) -> Value { any(of: parts + [reference]) }

  /// Accepts what one of the parts accepts, a reference, or nothing, which counts as left out.
  static func optional(_ parts: Value...) -> Value { any(of: parts + [null, reference]) }

  static func constant(_ word: String) -> Value { .map(["const": .text(word)]) }

  static func choice(_ words: [String]) -> Value {
    .map(["enum": .list(words.map { .text($0) })])
  }

  /// Accepts what a named definition of the document accepts.
  static func definition(_ name: String) -> Value { .map(["$ref": .text("#/$defs/\(name)")]) }

  static func integer(_ range: ClosedRange<Int>) -> Value {
    var members: [String: Value] = [:]
    if range.lowerBound > .min { members["minimum"] = .integer(range.lowerBound) }
    if range.upperBound < .max { members["maximum"] = .integer(range.upperBound) }
    return type("integer", members)
  }

  static func number(_ range: ClosedRange<Double>) -> Value {
    let largest = Double.greatestFiniteMagnitude
    var members: [String: Value] = [:]
    if range.lowerBound > -largest { members["minimum"] = .number(range.lowerBound) }
    if range.upperBound < largest { members["maximum"] = .number(range.upperBound) }
    return type("number", members)
  }
}

// MARK: - Lists and mappings

extension SchemaPart {
  static func list(_ items: Value) -> Value { type("array", ["items": items]) }

  static func nonEmptyList(_ items: Value) -> Value {
    type("array", ["items": items, "minItems": .integer(1)])
  }

  /// Accepts a mapping that has these members and no others.
  static func closedMap(_ members: [String: Value], required: [String] = []) -> Value {
    openMap(.boolean(false), besides: members).with("required", .list(required.map { .text($0) }))
  }

  /// Accepts a mapping from names that the spec chooses, besides members of known names.
  static func openMap(_ element: Value, besides members: [String: Value] = [:]) -> Value {
    type("object", ["properties": .map(members), "additionalProperties": element])
  }
}

extension Value {
  /// Returns the schema with one more keyword.
  func with(_ keyword: String, _ value: Value) -> Value {
    .map((map ?? [:]).merging([keyword: value]) { $1 })
  }

  /// Returns the schema with a description, which editors show.
  func described(_ text: String) -> Value { with("description", .text(text)) }

  /// The schema of a mapping that has at least one member.
  var nonEmpty: Value { with("minProperties", .integer(1)) }

  /// Returns the schema of a mapping whose names fit the given schema.
  func named(_ names: Value) -> Value { with("propertyNames", names) }
}
