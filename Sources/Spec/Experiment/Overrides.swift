internal import YAML

/// The options `--set NAME=VALUE` of a command line.
struct Overrides {
  struct Override {
    let name: String
    let mark: Mark
    let value: Node
  }

  private(set) var byName: [String: Override] = [:]
  private(set) var all: [Override] = []

  init(_ arguments: [String], problems: inout Problems) {
    for argument in arguments {
      guard
        let override = problems.catching({ () throws(SpecError) in try Self.read(argument) })
      else { continue }
      if byName.updateValue(override, forKey: override.name) != nil {
        problems.add(
          at: override.mark, "'\(override.name)' is set twice", hint: "keep one --set of it")
      }
      all.append(override)
    }
  }

  private static func read(_ argument: String) throws(SpecError) -> Override {
    let written = "--set \(argument.count > 60 ? argument.prefix(60) + "..." : argument)"
    let mark = Mark(argument: written)
    guard let equals = argument.firstIndex(of: "="), equals > argument.startIndex else {
      throw SpecError(at: mark, "no NAME=VALUE", hint: "write, say, --set steps=300")
    }
    let value = String(argument[argument.index(after: equals)...])
    if value.isEmpty {
      throw SpecError(at: mark, "no value after '='", hint: "write '' for an empty text")
    }
    do throws(YAMLError) {
      let name = String(argument[..<equals])
      guard let comment = comment(in: value) else {
        return Override(name: name, mark: mark, value: try parseYAML(value, argument: written))
      }
      return Override(name: name, mark: mark, value: try text(value, comment, written, mark))
    } catch {
      throw SpecError(error)
    }
  }

  /// Finds where YAML would take a comment to begin, at a '#' outside of quotes that comes first or
  /// after a space.
  private static func comment(in value: String) -> String.Index? {
    var (quote, before): (Character?, Character) = (nil, " ")
    for (index, character) in zip(value.indices, value) {
      switch character {
      case quote: quote = nil
      case "'" where quote == nil && " [{,:".contains(before): quote = "'"
      case "\"" where quote == nil && " [{,:".contains(before): quote = "\""
      case "#" where quote == nil && before.isWhitespace: return index
      default: break
      }
      before = character
    }
    return nil
  }

  /// Reads a value with the '#' as a part of its text.
  ///
  /// - Throws: An error where something else than a plain text stands before the '#'.
  private static func text(
    _ value: String, _ comment: String.Index, _ written: String, _ mark: Mark
  ) throws(YAMLError) -> Node {
    let before = value[..<comment]
    let isBlank = before.allSatisfy { $0.isWhitespace }
    let parsed = isBlank ? nil : try parseYAML(value, argument: written)
    guard isBlank || parsed?.scalar?.isPlain == true else {
      throw YAMLError(
        at: mark, "a '#' after a space begins a comment, and a value has none",
        hint: "put the text that has it in quotes")
    }
    return Node(mark: mark, content: .scalar(.init(text: value, isPlain: true)))
  }
}
