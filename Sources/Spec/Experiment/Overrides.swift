internal import YAML

/// The `--set NAME=VALUE` of a command line.
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
      return Override(
        name: String(argument[..<equals]), mark: mark,
        value: try parseYAML(value, argument: written))
    } catch {
      throw SpecError(error)
    }
  }
}
