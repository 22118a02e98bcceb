internal import Options
internal import Pipeline
internal import Spec

/// The names of inputs, files, outputs and variables of a `shell` stage, and the rules for them.
enum ShellNames {
  /// Name of the folder of inputs, in the folder of the command.
  static let inputs = "inputs"
  /// Prefix of the roles of inputs, which is the name of the option: `inputs.text`.
  private static let rolePrefix = "inputs."
  /// Variables that programs need and that no input may replace.
  private static let taken: Set = ["HOME", "IFS", "LANG", "PATH", "PWD", "SHELL", "TMPDIR", "USER"]

  /// Finds the name of an input by the role of its edge.
  static func input(ofRole role: String) -> String { String(role.dropFirst(rolePrefix.count)) }

  /// Makes the name of the environment variable with the path of an input's folder.
  static func variable(ofInput name: String) -> String { name.replacing("-", with: "_") }

  /// Makes the folder name for a label of an axis, with unfit characters as hexadecimal bytes.
  static func folder(ofLabel label: String) -> String {
    let isDots = label.utf8.allSatisfy { $0 == UInt8(ascii: ".") }
    return label.utf8.map { byte in
      let isPlain = byte != UInt8(ascii: "/") && byte != UInt8(ascii: "%") && byte != 0
      return isPlain && !isDots
        ? String(decoding: [byte], as: UTF8.self) : "%" + String(byte, radix: 16, uppercase: true)
    }.joined()
  }

  /// Finds unfit names in the options of a stage.
  ///
  /// - Parameter roles: The roles of the edges that lead to the stage.
  static func conflicts(_ options: ShellOptions, inputs roles: [String]) -> [OptionConflict] {
    let variables = options.environment ?? [:]
    let names = roles.filter { $0.hasPrefix(rolePrefix) }.map(input(ofRole:))
    return command(options.command.all) + inputs(names, beside: variables)
      + conflicts(ofVariables: variables) + files(options)
  }

  private static func command(_ words: [String]) -> [OptionConflict] {
    if words.contains(where: { $0.contains("\0") }) {
      return [OptionConflict("command", "a command cannot hold a NUL character", hint: "remove it")]
    }
    guard words.first?.allSatisfy(\.isWhitespace) ?? true else { return [] }
    return [
      OptionConflict("command", "there is no command", hint: "such as: wc -l < $text/table.csv")
    ]
  }

  private static func inputs(
    _ names: [String], beside variables: [String: String]
  ) -> [OptionConflict] {
    var seen: [String: String] = [:]
    return names.compactMap { name in
      guard SpecName.isReferable(name) else {
        return OptionConflict(
          "inputs", "'\(name)' cannot be the name of an input",
          hint: "use letters, digits, '_' and '-', beginning with a letter")
      }
      let variable = variable(ofInput: name)
      if let other = seen.updateValue(name, forKey: variable) {
        return OptionConflict(
          "inputs", "'\(other)' and '\(name)' would both be $\(variable)",
          hint: "give one of them another name: inputs: {NAME: STAGE, ...}")
      }
      guard taken.contains(variable) || variables[variable] != nil else { return nil }
      return OptionConflict(
        "inputs", "$\(variable), the variable of the input '\(name)', has another meaning",
        hint: "give the input another name: inputs: {NAME: STAGE, ...}")
    }
  }

  private static func conflicts(
    ofVariables variables: [String: String]
  ) -> [OptionConflict] {
    variables.sorted { $0.key < $1.key }.compactMap { name, value in
      let isFit =
        name.utf8.allSatisfy { $0 != UInt8(ascii: "=") && $0 > 0x20 && $0 < 0x7F }
        && !name.isEmpty && name.utf8.first.map { !(0x30...0x39).contains($0) } == true
      if isFit && !value.contains("\0") { return nil }
      return OptionConflict(
        "environment", "'\(name)' cannot be a variable, or its value holds the character NUL",
        hint: "use letters, digits and '_', beginning with a letter")
    }
  }

  private static func files(_ options: ShellOptions) -> [OptionConflict] {
    let files = (options.files ?? [:]).keys.sorted()
    let outputs = options.outputs ?? []
    var (found, taken): ([OptionConflict], Set<String>) = ([], [])
    for (option, name) in files.map({ ("files", $0) }) + outputs.map({ ("outputs", $0) }) {
      if !isPathInside(name) {
        found.append(unfit(option, name))
      } else if !taken.insert(name).inserted {
        found.append(
          OptionConflict(
            option, "there are two of the name '\(name)'", hint: "give each file one name"))
      }
    }
    guard let metrics = options.metrics else { return found }
    if !isPathInside(metrics) { return found + [unfit("metrics", metrics)] }
    if metrics.hasSuffix(".json") || metrics.hasSuffix(".csv") { return found }
    return found + [
      OptionConflict(
        "metrics", "'\(metrics)' is neither a .json nor a .csv file",
        hint: "name the file by what it holds")
    ]
  }

  private static func unfit(_ option: String, _ name: String) -> OptionConflict {
    OptionConflict(
      option, "'\(name)' cannot be the name of a file in the command's folder",
      hint: "use a relative path without '..', outside '\(inputs)'")
  }

  /// Whether a relative path stays in its folder and outside the inputs.
  private static func isPathInside(_ path: String) -> Bool {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    return parts.first != inputs[...]
      && parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
      && !path.unicodeScalars.contains { $0.value < 0x20 }
  }
}
