internal import Spec

/// What an archive says of itself, its first member: without it, one that was cut short would look
/// like one of fewer stages.
struct ArchiveList: Codable {
  static let name = "bondlab-stages.json"

  var format = 1
  /// The members, apart from this one.
  let names: [String]

  /// Makes sure that the archive is whole.
  ///
  /// - Parameters:
  ///   - names: Of its members, as tar tells them.
  ///   - folder: Where they were unpacked.
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

/// What an archive of stages has, unpacked, every digest compared.
struct ArchiveContent {
  let archive: String
  let records: [StageRecord]
  let gatherings: [GatheringRecord]
  /// Digest to path.
  let objects: [Fingerprint: String]

  /// Whether a name is that of a file, a record or a gathering.
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

  /// - Throws: ``StoreError`` that names the first member that isn't what it says.
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
