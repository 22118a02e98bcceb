internal import Serialization

/// A file that is no companion, with the location of what is wrong.
package struct CompanionError: Error, Equatable, CustomStringConvertible {
  package let description: String
}

extension TableCompanion {
  /// Reads a companion.
  ///
  /// Members that this version doesn't know are left out, so that a later one may add some.
  ///
  /// - Parameter file: The path that messages show.
  /// - Throws: ``CompanionError`` with file, line and column.
  package init(reading bytes: [UInt8], file: String) throws(CompanionError) {
    do {
      self = try bytes.withUnsafeBytes { buffer in
        var (scanner, reader) = (JSONScanner(buffer), CompanionReader())
        try reader.read(&scanner)
        try scanner.expectEnd()
        return try reader.companion(scanner)
      }
    } catch let error as SerializationError {
      throw CompanionError(
        description: "\(file):\(error.line(in: bytes)):\(error.column(in: bytes)): error: "
          + "the companion \(error.problem)\n  hint: `bondlab export` writes a whole one")
    } catch {
      throw CompanionError(description: "\(file): \(error)")
    }
  }
}

/// Collects the members of a companion.
private struct CompanionReader {
  private var experiment: String?
  private var content: TableCompanion.Content?
  private var digest: String?
  private var counts: [String: Int] = [:]
  private var options = TableCompanion.Options()
  private var texts: [String: String] = [:]
  private var machines: [MachineClass] = []
  private var overrides: [String] = []
  private var files: [TableCompanion.SpecFile] = []
  private var stages: [String: String] = [:]

  mutating func read(_ scanner: inout JSONScanner) throws {
    try scanner.members(distinct: true) { scanner, name in
      switch name {
      case "format":
        let format = try scanner.count()
        guard format == TableCompanion.format else {
          throw scanner.failure("has the unknown format \(format); a newer bondlab wrote it")
        }
      case "experiment": experiment = try scanner.string()
      case "table": content = .table(try scanner.string())
      case "predictions": content = .predictions(try scanner.string())
      case "sha256": digest = try scanner.string()
      case "not_run", "failed": counts[name] = try scanner.count()
      case "all_metrics": options.allMetrics = try Self.boolean(&scanner)
      case "excel": options.excel = try Self.boolean(&scanner)
      case "program", "commit", "date":
        if !scanner.take(word: "null") { texts[name] = try scanner.string() }
      case "machines":
        try scanner.elements { machines.append(MachineClass(try Self.texts(&$0))) }
      case "set": overrides = try Self.list(&scanner)
      case "spec": try scanner.elements { files.append(try Self.file(&$0)) }
      case "stages": stages = try Self.texts(&scanner)
      default: try scanner.skipValue()
      }
    }
  }

  /// Returns the companion that was read.
  ///
  /// - Throws: An error at the end, where the scanner is, if something is missing.
  func companion(_ scanner: JSONScanner) throws -> TableCompanion {
    func wanted<Member>(_ member: Member?, _ name: String) throws -> Member {
      guard let member else { throw scanner.failure("lacks '\(name)'") }
      return member
    }
    return TableCompanion(
      experiment: try wanted(experiment, "experiment"), content: try wanted(content, "table"),
      digest: try wanted(digest, "sha256"), notRun: counts["not_run"] ?? 0,
      failed: counts["failed"] ?? 0, options: options,
      origin: TableCompanion.Origin(
        program: texts["program"], commit: texts["commit"], date: texts["date"],
        machines: machines),
      overrides: overrides, files: try wanted(files.isEmpty ? nil : files, "spec"),
      stages: stages)
  }

  private static func boolean(_ scanner: inout JSONScanner) throws -> Bool {
    if scanner.take(word: "true") { return true }
    guard scanner.take(word: "false") else { throw scanner.failure("lacks true or false") }
    return false
  }

  private static func list(_ scanner: inout JSONScanner) throws -> [String] {
    var texts: [String] = []
    try scanner.elements { texts.append(try $0.string()) }
    return texts
  }

  private static func texts(_ scanner: inout JSONScanner) throws -> [String: String] {
    var texts: [String: String] = [:]
    try scanner.members(distinct: true) { texts[$1] = try $0.string() }
    return texts
  }

  private static func file(_ scanner: inout JSONScanner) throws -> TableCompanion.SpecFile {
    var (path, lines): (String?, [String]?)
    try scanner.members(distinct: true) { scanner, name in
      switch name {
      case "path": path = try scanner.string()
      case "lines": lines = try list(&scanner)
      default: try scanner.skipValue()
      }
    }
    guard let path, let lines else { throw scanner.failure("lacks a path or lines of the spec") }
    return TableCompanion.SpecFile(path: path, text: lines.joined(separator: "\n"))
  }
}
