internal import Spec

/// The list of an archive's members, which is the first of them: without it, an archive that was
/// cut short would look like one of fewer stages.
struct ArchiveList: Codable {
  static let name = "bondlab-stages.json"

  var format = 1
  /// Names of the members, without this one.
  let names: [String]

  /// Checks that the archive is complete.
  ///
  /// - Parameters:
  ///   - names: The members that tar lists.
  ///   - folder: The folder that they were unpacked into.
  ///   - archive: The path of the archive, for errors.
  /// - Throws: ``StoreError`` if the list is damaged or a member is missing.
  static func check(_ names: [String], _ folder: String, archive: String) throws {
    guard let list: ArchiveList = RecordFolder.record(at: "\(folder)/\(name)") else {
      throw StoreError(archive, "\(name): is damaged or missing")
    }
    let there = Set(names)
    if let missing = list.names.first(where: { !there.contains($0) }) {
      throw StoreError(archive, "\(missing): is missing")
    }
  }
}

/// The content of an unpacked archive of stages, whose digests have all been compared.
struct ArchiveContent {
  let archive: String
  let records: [StageRecord]
  let gatherings: [GatheringRecord]
  /// Paths of the files, by digest.
  let objects: [Fingerprint: String]

  /// Returns whether a name is that of the list, a file, a record or a gathering.
  static func isExpected(_ name: String) -> Bool {
    name == ArchiveList.name || Member(name) != nil
  }

  private enum Member {
    case object(Fingerprint), record(Fingerprint), gathering(Fingerprint)

    init?(_ name: String) {
      let parts = name.split(separator: "/", omittingEmptySubsequences: false)
      guard parts.count == 3, parts[1].utf8.count == 2 else { return nil }
      guard let digest = Fingerprint(hexadecimal: String(parts[2].prefix(64))),
        parts[2].hasPrefix(parts[1])
      else { return nil }
      switch (parts[0], parts[2].dropFirst(64)) {
      case ("artifacts", ""): self = .object(digest)
      case ("stages", ".json"): self = .record(digest)
      case ("stages", ".gathering.json"): self = .gathering(digest)
      default: return nil
      }
    }
  }

  /// Reads the members of an archive that was unpacked into a folder.
  ///
  /// - Throws: ``StoreError`` that names the first member that is damaged.
  init(_ names: [String], _ folder: String, archive: String) throws {
    var (records, gatherings): ([StageRecord], [GatheringRecord]) = ([], [])
    var objects: [Fingerprint: String] = [:]
    for name in names {
      let path = "\(folder)/\(name)"
      let damaged = StoreError(archive, "\(name): is damaged")
      guard let member = Member(name), FileStatus(ofFile: path) != nil else { throw damaged }
      switch member {
      case .object(let digest):
        guard try Fingerprint(ofFile: path) == digest else { throw damaged }
        objects[digest] = path
      case .record(let fingerprint):
        guard let record = RecordFolder.stage(at: path, fingerprint) else { throw damaged }
        records.append(record)
      case .gathering(let digest):
        guard let gathering: GatheringRecord = RecordFolder.record(at: path),
          gathering.digest == digest
        else { throw damaged }
        gatherings.append(gathering)
      }
    }
    self.archive = archive
    self.records = records
    self.gatherings = gatherings
    self.objects = objects
  }
}
