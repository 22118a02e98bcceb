internal import FoundationEssentials
internal import GRDB
internal import Platform
internal import Spec

/// The folder of finished stages' records, from which a lost database is made anew:
/// `stages/<first two digits>/<fingerprint>.json`.
///
/// Each is `{"digest":"<SHA-256 of the record>","record":<record>}`, so that damage shows.
struct RecordFolder: Sendable {
  private let folder: String
  private let results: String

  init(results: String) {
    self.results = results
    folder = "\(results)/stages"
  }

  func path(of fingerprint: Fingerprint) -> String { "\(basePath(of: fingerprint)).json" }

  func path(ofGathering digest: Fingerprint) -> String { "\(basePath(of: digest)).gathering.json" }

  /// Returns the path of a record without its ending.
  private func basePath(of digest: Fingerprint) -> String {
    let text = digest.description
    return "\(folder)/\(text.prefix(2))/\(text)"
  }

  /// Writes the record of a stage.
  ///
  /// - Parameter isDurable: Whether it is to survive a loss of power from now on.
  func write(_ record: StageRecord, isDurable: Bool) throws {
    try write(Self.text(of: record), to: path(of: record.fingerprint), isDurable)
  }

  func write(_ gathering: GatheringRecord) throws {
    try write(Self.text(of: gathering), to: path(ofGathering: gathering.digest), false)
  }

  private func write(_ bytes: [UInt8], to path: String, _ isDurable: Bool) throws {
    try StoreError.translating {
      try FileSystem.makeFolder(FileSystem.folder(of: path))
      try DurableFile.write(bytes, to: path, durability: isDurable ? .bytesAndName : .none)
    }
  }

  /// Returns the sound record of a stage; nil if there is none.
  func stage(_ fingerprint: Fingerprint) -> StageRecord? {
    Self.stage(at: path(of: fingerprint), fingerprint)
  }

  /// Returns the record in a file; nil if it is not a sound one of this stage.
  static func stage(at path: String, _ fingerprint: Fingerprint) -> StageRecord? {
    guard let record: StageRecord = record(at: path), record.fingerprint == fingerprint,
      record.isSound
    else { return nil }
    return record
  }

  func hasGathering(_ digest: Fingerprint) -> Bool { FileSystem.exists(path(ofGathering: digest)) }

  func gathering(_ digest: Fingerprint) -> GatheringRecord? {
    guard let record: GatheringRecord = Self.record(at: path(ofGathering: digest)),
      record.digest == digest
    else { return nil }
    return record
  }

  /// The disk space of all records, in bytes.
  var bytes: Int { FileSystem.bytes(under: folder) }

  /// Whether no stage has a record.
  var isEmpty: Bool {
    !FileSystem.names(in: folder).contains { !FileSystem.names(in: "\(folder)/\($0)").isEmpty }
  }

  /// Returns the fingerprints of all stages that have a record, sound or not.
  func fingerprints() -> [Fingerprint] { digests(ending: ".json") }

  /// Returns the digests of all gatherings that have a record.
  func gatherings() -> [Fingerprint] { digests(ending: ".gathering.json") }

  private func digests(ending: String) -> [Fingerprint] {
    FileSystem.names(in: folder).flatMap { prefix in
      FileSystem.names(in: "\(folder)/\(prefix)").filter { $0.hasSuffix(ending) }
        .compactMap { Fingerprint(hexadecimal: String($0.dropLast(ending.count))) }
    }
  }

  private static let opening = #"{"digest":""#
  private static let middle = #"","record":"#

  /// Encodes a record, with its digest, as JSON.
  static func text(of record: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let body = try encoder.encode(record)
    let digest = Fingerprint(of: body).description
    return Array((opening + digest + middle).utf8) + body + Array("}\n".utf8)
  }

  /// Decodes the record in a file; nil if the file is missing or its digest is wrong.
  static func record<Record: Decodable>(at path: String) -> Record? {
    guard let data = FileManager.default.contents(atPath: path) else { return nil }
    let start = opening.utf8.count + 64 + middle.utf8.count
    guard data.count > start + 2, data.suffix(2).elementsEqual("}\n".utf8) else { return nil }
    let body = data[(data.startIndex + start)..<(data.endIndex - 2)]
    let head = opening + Fingerprint(of: body).description + middle
    guard data.prefix(start).elementsEqual(head.utf8) else { return nil }
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try? decoder.decode(Record.self, from: body)
  }
}

/// The records of pinned runs.
extension RecordFolder {
  private var pins: String { "\(results)/pins" }

  private func path(ofPin run: Int) -> String { "\(pins)/\(run).json" }

  /// Writes the record of a run beside the database if the run is pinned.
  func writePin(ofRun run: Int, _ database: Database) throws {
    guard let pin = try PinRecord(run: run, database) else { return }
    try write(Self.text(of: pin), to: path(ofPin: pin.number), true)
  }

  func removePin(run: Int) throws { try DiskFile.remove(path(ofPin: run)) }

  /// Returns all sound records of pinned runs.
  func pinned() -> [PinRecord] {
    FileSystem.names(in: pins).sorted().compactMap { name in
      let record: PinRecord? = name.hasSuffix(".json") ? Self.record(at: "\(pins)/\(name)") : nil
      return record?.format == 1 ? record : nil
    }
  }
}
