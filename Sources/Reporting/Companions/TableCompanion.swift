internal import Serialization

/// What makes a written CSV file repeatable; it lies beside that as a JSON file.
///
/// It has neither the date of its writing nor anything of the machine's owner, so that the same
/// results give the same bytes whenever and wherever they are written.
package struct TableCompanion: Equatable, Sendable {
  /// The ending of a companion's name, after the whole name of the CSV file.
  package static let ending = ".json"
  /// The version of the form of companions.
  static let format = 1

  /// What a CSV file shows.
  package enum Content: Equatable, Sendable {
    case table(String)
    /// The predictions of a stage, by its name with its cell.
    case predictions(String)
  }

  /// A file of the spec.
  package struct SpecFile: Equatable, Sendable {
    /// The path from the root of the git repository on; the name alone outside git.
    package let path: String
    package let text: String

    package init(path: String, text: String) { (self.path, self.text) = (path, text) }
  }

  /// Options of `export` that change a file.
  package struct Options: Equatable, Sendable {
    package var allMetrics: Bool
    package var excel: Bool

    package init(allMetrics: Bool = false, excel: Bool = false) {
      (self.allMetrics, self.excel) = (allMetrics, excel)
    }
  }

  package let experiment: String
  package let content: Content
  /// The SHA-256 of the CSV file.
  package let digest: String
  /// Number of cells that were not run; in a table of single metrics, of stages.
  package let notRun: Int
  /// Number of cells that failed; in a table of single metrics, of stages.
  package let failed: Int
  package let options: Options
  package let origin: Origin
  /// The values of `--set`, each `NAME=VALUE`.
  package let overrides: [String]
  /// The spec, and then the files that it includes.
  package let files: [SpecFile]
  /// The fingerprints of the stages that the figures come from, by the stages' names with cells.
  package let stages: [String: String]

  /// When, where and by which program the stages were done that a file's figures come from.
  package struct Origin: Equatable, Sendable {
    /// The version of the program that did the last of them; nil where no run is known.
    package let program: String?
    /// The git commit that the spec's folder was at in that run; nil outside git.
    package let commit: String?
    /// When the last of them was finished, such as `2026-11-23T18:55:48Z`.
    package let date: String?
    /// The classes of the machines that they were done on, each once.
    package let machines: [MachineClass]

    package init(program: String?, commit: String?, date: String?, machines: [MachineClass]) {
      (self.program, self.commit, self.date, self.machines) = (program, commit, date, machines)
    }
  }

  package init(
    experiment: String, content: Content, digest: String, notRun: Int = 0, failed: Int = 0,
    options: Options = Options(), origin: Origin, overrides: [String], files: [SpecFile],
    stages: [String: String]
  ) {
    (self.experiment, self.content, self.digest) = (experiment, content, digest)
    (self.notRun, self.failed, self.options) = (notRun, failed, options)
    (self.origin, self.overrides) = (origin, overrides)
    (self.files, self.stages) = (files, stages)
  }
}

extension TableCompanion {
  /// The companion as JSON, with the spec's text as a list of its lines.
  package var text: String { String(decoding: json.bytes, as: UTF8.self) }

  private var json: JSONValue {
    let (word, name) =
      switch content {
      case .table(let name): ("table", name)
      case .predictions(let stage): ("predictions", stage)
      }
    return .object([
      member("format", .number(Double(Self.format))), member("experiment", .string(experiment)),
      member(word, .string(name)), member("sha256", .string(digest)),
      member("not_run", .number(Double(notRun))), member("failed", .number(Double(failed))),
      member("all_metrics", .bool(options.allMetrics)), member("excel", .bool(options.excel)),
      member("program", optional(origin.program)), member("commit", optional(origin.commit)),
      member("date", optional(origin.date)),
      member("machines", .array(origin.machines.map { object($0.facts) })),
      member("set", .array(overrides.map(JSONValue.string))),
      member("spec", .array(files.map(described))),
      member("stages", object(stages)),
    ])
  }

  private func member(_ name: String, _ value: JSONValue) -> JSONValue.Member {
    JSONValue.Member(name: name, value: value)
  }

  private func optional(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }

  private func object(_ texts: [String: String]) -> JSONValue {
    .object(texts.sorted { $0.key < $1.key }.map { member($0.key, .string($0.value)) })
  }

  private func described(_ file: SpecFile) -> JSONValue {
    let lines = file.text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
    return .object([
      member("path", .string(file.path)),
      member("lines", .array(lines.map { .string(String(String.UnicodeScalarView($0))) })),
    ])
  }
}
