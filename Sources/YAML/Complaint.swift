/// The message of libyaml about a text that it cannot read, and its translation for people.
struct Complaint {
  /// The line on which the problem was noticed, cut in two at the problem.
  struct Surroundings {
    let before: String
    let after: String
  }

  let problem: String
  let context: String
  let problemMark: Mark
  let contextMark: Mark
  let surroundings: Surroundings

  init(
    problem: String, context: String, problemMark: Mark, contextMark: Mark,
    restOfLine: Surroundings
  ) {
    (self.problem, self.context) = (problem, context)
    (self.problemMark, self.contextMark) = (problemMark, contextMark)
    surroundings = restOfLine
  }

  var error: YAMLError {
    unquotedReference ?? tab ?? unclosed ?? indentation ?? character
      ?? YAMLError(
        at: problemMark, [context, problem].filter { !$0.isEmpty }.joined(separator: ": "))
  }

  /// The error for a reference without quotes in a mapping or list between brackets, where its
  /// brace ends the value: `{steps: ${steps}}`. nil where the text isn't one.
  private var unquotedReference: YAMLError? {
    guard context.contains("flow"), surroundings.before.hasSuffix("$"),
      surroundings.after.hasPrefix("{")
    else { return nil }
    return YAMLError(
      at: problemMark, "a ${...} inside { } or [ ] must be quoted",
      hint: "write it as \"${name}\"")
  }

  private var tab: YAMLError? {
    let isTab = surroundings.after.hasPrefix("\t") || problem.contains("tab character")
    guard isTab, surroundings.before.allSatisfy({ $0 == " " || $0 == "\t" }) else { return nil }
    return YAMLError(
      at: problemMark, "a tab is used for indentation", hint: "indent with spaces only")
  }

  /// The error for quotes and brackets that are never closed, or too late.
  private var unclosed: YAMLError? {
    switch (context, problem) {
    case ("while scanning a quoted scalar", "found unexpected end of stream"),
      ("while scanning a quoted scalar", "found unexpected document indicator"):
      YAMLError(
        at: contextMark, "the quote that opens here is never closed",
        hint: "add the closing quote")
    case ("while parsing a flow sequence", _):
      YAMLError(
        at: problemMark, "expected ',' or ']' in the list that opens at \(contextMark)",
        hint: "separate the items with commas and close the list with ']'")
    case ("while parsing a flow mapping", _):
      YAMLError(
        at: problemMark, "expected ',' or '}' in the mapping that opens at \(contextMark)",
        hint: "separate the members with commas and close the mapping with '}'")
    default: nil
    }
  }

  private var indentation: YAMLError? {
    switch (context, problem) {
    case ("while scanning a simple key", _):
      YAMLError(
        at: contextMark, "a key without ':'",
        hint: "write 'key: value', or '- ' before the items of a list")
    case ("while parsing a block mapping", _):
      YAMLError(
        at: problemMark, "expected another key of the mapping that begins at \(contextMark)",
        hint: "indent all keys of a mapping equally")
    case ("while parsing a block collection", _):
      YAMLError(
        at: problemMark, "expected another '- ' of the list that begins at \(contextMark)",
        hint: "indent all items of a list equally")
    case (_, "mapping values are not allowed in this context"):
      YAMLError(
        at: problemMark, "a ':' where no key can stand",
        hint: "put a text with ': ' in quotes; indent all keys of a mapping equally")
    case (_, "block sequence entries are not allowed in this context"):
      YAMLError(
        at: problemMark, "a '- ' where no list can begin",
        hint: "begin a list on a line of its own below its key, or write it as [a, b]")
    case (_, "did not find expected <document start>"):
      YAMLError(
        at: problemMark, "something follows the end of the document",
        hint: "a spec is one mapping of keys and values")
    default: nil
    }
  }

  /// The error for characters and names that cannot stand where they do.
  private var character: YAMLError? {
    let offending = surroundings.after.first.map { "'\($0)'" } ?? "the end"
    return switch (context, problem) {
    case ("while scanning for the next token", _):
      YAMLError(
        at: problemMark, "a value cannot begin with \(offending)", hint: "put it in quotes")
    case ("while scanning an anchor", _):
      YAMLError(
        at: contextMark, "'&' must be followed by a name",
        hint: "put a text that begins with '&' in quotes")
    case ("while scanning an alias", _):
      YAMLError(
        at: contextMark, "'*' must be followed by the name of an anchor",
        hint: "put a text that begins with '*' in quotes")
    case (_, "found unknown escape character"):
      YAMLError(
        at: problemMark, "an escape that YAML doesn't know in a double-quoted text",
        hint: "use single quotes, in which '\\' has no meaning, or write '\\\\'")
    case (_, "control characters are not allowed"):
      YAMLError(
        at: problemMark, "a control character", hint: "save the file as plain UTF-8 text")
    default: nil
    }
  }
}
