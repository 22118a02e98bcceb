internal import GRDB
internal import Platform
internal import Spec

/// Exports finished stages to an archive, and imports them from one.
struct StageArchive {
  private let database: ResultsDatabase
  private let records: RecordFolder
  private let files: StoredFiles
  private let stages: FinishedStages
  private let claims: ClaimFolder
  /// The results folder.
  private let results: String

  init(
    _ database: ResultsDatabase, records: RecordFolder, files: StoredFiles, stages: FinishedStages,
    claims: ClaimFolder
  ) {
    self.database = database
    self.records = records
    self.files = files
    self.stages = stages
    self.claims = claims
    results = claims.results
  }

  /// Writes finished stages, with their files and records, to one archive.
  ///
  /// - Throws: ``StoreError`` if nothing of that selection is finished.
  func export(_ selection: ArchiveSelection, to file: String) throws -> ArchiveCounts {
    let path = DiskFile.absolute(file)
    return try withScratch { scratch in
      try claims.sharing {
        var counts = ArchiveCounts()
        let names = try names(of: selection, &counts)
        if counts.stages == 0 { throw StoreError(results, "has no finished stage of that kind") }
        try pack(names, into: path, scratch)
        return counts
      }
    }
  }

  /// Returns the members of a selection's archive, relative to the results folder, sorted.
  private func names(
    of selection: ArchiveSelection, _ counts: inout ArchiveCounts
  ) throws -> [String] {
    var names: Set<String> = []
    for fingerprint in try fingerprints(of: selection) {
      guard try stages.find(fingerprint) != nil, let record = try recorded(fingerprint) else {
        continue
      }
      counts.stages += 1
      names.formUnion(members(of: record))
    }
    let objects = names.filter { $0.hasPrefix("artifacts/") }
    counts.files = objects.count
    counts.bytes = objects.reduce(0) { $0 + (FileSystem.size("\(results)/\($1)") ?? 0) }
    return names.sorted()
  }

  private func pack(_ names: [String], into path: String, _ scratch: String) throws {
    let partial = TemporaryName.ofProcess.path(for: path)
    defer { try? FileSystem.remove(partial) }
    let list = try RecordFolder.text(of: ArchiveList(names: names))
    try DiskFile.write(list, to: "\(scratch)/\(ArchiveList.name)")
    try SystemTar(path: partial).pack(ArchiveList.name, names, from: results, scratch: scratch)
    try DiskFile.sync(partial)
    try DiskFile.rename(partial, to: path)
  }

  /// Imports the finished stages of an archive, all or none; those that are known are left alone.
  ///
  /// - Throws: ``StoreError`` that names the archive and the member that is damaged.
  func `import`(_ file: String) throws -> ArchiveCounts {
    let path = DiskFile.absolute(file)
    try database.writer()
    guard FileSystem.size(path) != nil else { throw StoreError(path, "is not a plain file") }
    return try withScratch { scratch in
      let archive = SystemTar(path: path)
      let names = try archive.names(scratch: scratch)
      let content = "\(scratch)/content"
      try DiskFile.makeFolder(content)
      if let odd = names.first(where: { !ArchiveContent.isExpected($0) }) {
        throw StoreError(path, "\(odd): is not what an archive of stages has")
      }
      try archive.unpack(into: content, scratch: scratch)
      try ArchiveList.check(names, content, archive: path)
      return try take(
        try ArchiveContent(names.filter { $0 != ArchiveList.name }, content, archive: path))
    }
  }

  private func take(_ content: ArchiveContent) throws -> ArchiveCounts {
    try claims.sharing {
      var counts = ArchiveCounts()
      let new = try content.records.filter { try stages.find($0.fingerprint) == nil }
      counts.known = content.records.count - new.count
      counts.stages = new.count
      for digest in Set(new.flatMap(\.files).map(\.digest)).sorted()
      where content.objects[digest] == nil {
        guard try files.isSound(digest) else {
          throw StoreError(content.archive, "lacks the file \(digest) of one of its stages")
        }
      }
      for record in new { try take(record, content, &counts) }
      for gathering in content.gatherings where !records.hasGathering(gathering.digest) {
        try records.write(gathering)
        try database.write { database, _ in try gathering.insert(database) }
      }
      return counts
    }
  }

  private func take(
    _ record: StageRecord, _ content: ArchiveContent, _ counts: inout ArchiveCounts
  ) throws {
    var items: [ArtifactFolder.Item] = []
    for file in record.files {
      guard let source = content.objects[file.digest], FileSystem.exists(source) else { continue }
      let status = try files.take(source, as: file.digest)
      items.append(ArtifactFolder.Item(name: file.name, digest: file.digest, status: status))
      counts.files += 1
      counts.bytes += file.bytes
    }
    try stages.keep(record, items, [])
  }

  /// Returns the record of a stage, and writes it if an older version of the program wrote none.
  private func recorded(_ fingerprint: Fingerprint) throws -> StageRecord? {
    if let record = records.stage(fingerprint) { return record }
    guard let record = try stages.storedRecord(of: fingerprint), record.isSound else { return nil }
    if !database.isReadOnly { try records.write(record, isDurable: false) }
    return record
  }

  /// Returns the members of an archive that belong to a stage, relative to the results folder.
  private func members(of record: StageRecord) -> [String] {
    let gatherings = record.inputs.compactMap(\.content).filter(records.hasGathering)
    let paths =
      record.files.map { files.path(of: $0.digest) } + [records.path(of: record.fingerprint)]
      + gatherings.map(records.path(ofGathering:))
    return paths.map { String($0.dropFirst(results.utf8.count + 1)) }
  }

  private func fingerprints(of selection: ArchiveSelection) throws -> [Fingerprint] {
    try Set(database.read(selection.fingerprints).compactMap(Fingerprint.init(hexadecimal:)))
      .sorted()
  }

  /// Runs `body` with a temporary folder, which is beside the artifacts, so that files can be
  /// moved.
  private func withScratch<Result>(_ body: (String) throws -> Result) throws -> Result {
    try database.writer()
    let path = "\(results)/scratch/\(ProcessIdentity.current.process)"
    try DiskFile.remove(path)
    try DiskFile.makeFolder(path)
    defer { try? DiskFile.remove(path) }
    return try body(path)
  }
}
