internal import FoundationEssentials
internal import Options
internal import Pipeline
internal import Platform
internal import Reporting
internal import Spec
internal import Stages

/// A CSV file with its companion, which is to be made again.
struct CommittedTable {
  /// The path of the CSV file, as the user gave it.
  let file: String
  let bytes: [UInt8]
  let companion: TableCompanion
  let location: SpecLocation
  /// The whole plan of the companion's spec.
  let plan: Plan
  /// The stages that the table needs.
  let part: PlannedPart

  /// Reads a companion and the file beside it, and plans what makes it again.
  ///
  /// - Throws: Where the two don't belong together, or data are missing.
  init(companion path: String) throws {
    file = try Self.table(ofCompanion: path)
    companion = try TableCompanion(reading: readBytes(path), file: path)
    bytes = try readBytes(file)
    guard Fingerprint(of: bytes).description == companion.digest else {
      throw RequestError(
        "\(file) is not the file that \(path) belongs to: it was changed since; "
          + "'bondlab export' writes both")
    }
    location = SpecLocation(of: companion, at: path)
    let spec = try ExperimentSpec.ofCatalog(
      Array(companion.files[0].text.utf8), file: location.file, overrides: companion.overrides)
    try Self.check(spec.files.included.map(\.text), against: companion, path)
    plan = try spec.plan()
    let names = try Self.stages(of: companion.content, in: plan, path)
    part = try PlannedPart(plan.restricted(to: PlanSelection(only: names)))
    if let missing = MissingData.message(of: part.plan) {
      throw RequestError("\(file) can't be made here yet:\n\(missing)")
    }
  }

  /// Checks that included files, which are read where they are now, are as the companion has them.
  private static func check(
    _ texts: [String], against companion: TableCompanion, _ path: String
  ) throws {
    let former = companion.files.dropFirst()
    guard let changed = former.first(where: { !texts.contains($0.text) }) else { return }
    throw RequestError(
      "\(path): the spec includes \(changed.path), which has another text now; the companion has "
        + "the former one, under 'spec'")
  }

  /// Returns the path of the file that a companion lies beside.
  private static func table(ofCompanion path: String) throws -> String {
    let ending = TableCompanion.ending
    guard path.hasSuffix(".csv\(ending)") else {
      let other = "\(path)\(ending)"
      let hint = FileKind(atPath: other) == .file ? "; type \(other)" : ""
      throw RequestError("\(path) is no companion, as its name doesn't end in .csv\(ending)\(hint)")
    }
    return String(path.dropLast(ending.count))
  }

  /// Returns the names of the stages that are needed; none for all of them.
  private static func stages(
    of content: TableCompanion.Content, in plan: Plan, _ path: String
  ) throws -> [String] {
    switch content {
    case .predictions(let stage): return [stage]
    case .table(ResultTables.timingsName):
      throw RequestError("\(path): timings differ from run to run, so they can't be reproduced")
    case .table(ResultTables.tidyName): return []
    case .table(let name):
      let known =
        plan.tables.map(\.name)
        + plan.stages.filter { $0.declaration.produces == Comparison.product }.map(\.name)
      guard known.contains(name) else {
        let hint = Suggestion.hint(for: name, among: known, noun: "table")
        throw RequestError("\(path): its spec has no table '\(name)'; \(hint)")
      }
      return plan.stages(ofTable: name).sorted()
    }
  }
}

/// Where the spec of a companion lies now, which its relative paths start from.
struct SpecLocation {
  /// The path that messages show; where there is no such file, its name in the current folder.
  let file: String
  /// A sentence about which text and which folder are used.
  let description: String

  /// Looks for the spec's path in the folders above the companion, and then above the current one.
  init(of companion: TableCompanion, at path: String) {
    let spec = companion.files[0]
    let folders = Self.folders(above: path) + Self.folders(above: "here")
    let found = folders.lazy.map { $0 == "/" ? "/\(spec.path)" : "\($0)/\(spec.path)" }
      .first { FileKind(atPath: $0) == .file }
    guard let found else {
      file = spec.path.split(separator: "/").last.map(String.init) ?? "spec.yaml"
      description =
        "\(spec.path) is not here; its text is the companion's, and its relative paths start from "
        + "the current folder"
      return
    }
    file = found
    let isSame = (try? readBytes(found)) == Array(spec.text.utf8)
    let words =
      isSame ? "has the companion's text" : "differs from the companion's text, which is used"
    description = "\(found) \(words); relative paths start from its folder"
  }

  /// Returns the folder of a file and all folders above it.
  private static func folders(above path: String) -> [String] {
    var folder = URL(filePath: path).standardizedFileURL.deletingLastPathComponent()
    var folders = [folder.path]
    while folder.path != "/", folders.count < 256 {
      folder = folder.deletingLastPathComponent()
      folders.append(folder.path)
    }
    return folders
  }
}
