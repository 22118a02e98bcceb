internal import GRDB
internal import Platform
internal import Spec
internal import Synchronization

/// Which finished stages go into an archive.
package enum ArchiveSelection: Sendable {
  case everything
  case run(Int)
  /// All runs of an experiment.
  case experiment(String)
  /// Stages as the spec names them, of any run.
  case stages([String])
}

/// What an archive gave or got.
package struct ArchiveCounts: Sendable, Equatable {
  /// Stages that went over.
  package var stages = 0
  /// Stages that were there before.
  package var known = 0
  package var files = 0
  package var bytes = 0
}

extension ResultsStore {
  /// Writes finished stages, with their files and records, into one file.
  ///
  /// - Throws: ``StoreError`` where nothing of that selection is finished.
  package func export(_ selection: ArchiveSelection, to file: String) throws -> ArchiveCounts {
    let path = DiskFile.absolute(file)
    return try withScratch { scratch in
      try sharing {
        var counts = ArchiveCounts()
        var names: Set<String> = []
        for fingerprint in try fingerprints(of: selection) {
          guard try finished(fingerprint) != nil, let record = try recorded(fingerprint) else {
            continue
          }
          counts.stages += 1
          names.formUnion(archived(record))
        }
        if counts.stages == 0 { throw StoreError(folder, "has no finished stage of that kind") }
        let objects = names.filter { $0.hasPrefix("artifacts/") }
        counts.files = objects.count
        counts.bytes = objects.reduce(0) { $0 + (DiskFile.size("\(folder)/\($1)") ?? 0) }
        let partial = TemporaryName.ofProcess.path(for: path)
        defer { try? FileSystem.remove(partial) }
        let list = ArchiveList(names: names.sorted())
        try DiskFile.write(try RecordFolder.text(of: list), to: "\(scratch)/\(ArchiveList.name)")
        try SystemTar(path: partial).pack(
          ArchiveList.name, list.names, from: folder, scratch: scratch)
        try DiskFile.sync(partial)
        try DiskFile.rename(partial, to: path)
        return counts
      }
    }
  }

  /// Takes over the finished stages of an archive, all or none; those that are there are left.
  ///
  /// - Throws: ``StoreError`` that names the archive and the member that is damaged.
  package func `import`(_ file: String) throws -> ArchiveCounts {
    _ = try writer()
    let path = DiskFile.absolute(file)
    guard DiskFile.size(path) != nil else { throw StoreError(path, "is not a plain file") }
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
    try sharing {
      var counts = ArchiveCounts()
      let new = try content.records.filter { record in
        try finished(record.fingerprint) == nil
      }
      counts.known = content.records.count - new.count
      counts.stages = new.count
      let wanted = Dictionary(
        new.flatMap(\.files).map { ($0.digest, $0.bytes) }, uniquingKeysWith: { a, _ in a })
      for digest in wanted.keys.sorted() where content.objects[digest] == nil {
        guard try isThere(digest) else {
          throw StoreError(content.archive, "lacks the file \(digest) of one of its stages")
        }
      }
      for record in new { try take(record, content, &counts) }
      for gathering in content.gatherings where !records.hasGathering(gathering.digest) {
        try records.write(gathering)
        try write { database, _ in try gathering.insert(database) }
      }
      return counts
    }
  }

  private func take(
    _ record: StageRecord, _ content: ArchiveContent, _ counts: inout ArchiveCounts
  ) throws {
    var items: [ArtifactFolder.Item] = []
    for file in record.files {
      guard let source = content.objects[file.digest], DiskFile.exists(source) else { continue }
      let status = try artifacts.take(source, file.digest)
      items.append(ArtifactFolder.Item(name: file.name, digest: file.digest, status: status))
      counts.files += 1
      counts.bytes += file.bytes
    }
    try keep(record, items, [])
  }

  /// Whether a file is stored and sound.
  private func isThere(_ digest: Fingerprint) throws -> Bool {
    let path = artifacts.path(of: digest)
    return try memory.withLock { try isSound(digest, path, &$0) }
  }

  /// The record of a stage, written now where an older version of the program wrote none.
  private func recorded(_ fingerprint: Fingerprint) throws -> StageRecord? {
    if let record = records.stage(fingerprint) { return record }
    guard let record = try record(of: fingerprint), record.isSound else { return nil }
    if !isReadOnly { try records.write(record, isDurable: false) }
    return record
  }

  /// What an archive has of a stage: names relative to the results folder.
  private func archived(_ record: StageRecord) -> [String] {
    let gatherings = record.inputs.compactMap(\.content).filter(records.hasGathering)
    return
      (record.files.map { artifacts.path(of: $0.digest) }
      + [records.path(of: record.fingerprint)] + gatherings.map(records.path(ofGathering:)))
      .map { String($0.dropFirst(folder.utf8.count + 1)) }
  }

  private func fingerprints(of selection: ArchiveSelection) throws -> [Fingerprint] {
    let used = "SELECT DISTINCT fingerprint FROM run_stage JOIN run ON run.id = run_stage.run WHERE"
    let found = try read { database in
      switch selection {
      case .everything: try String.fetchAll(database, sql: "SELECT fingerprint FROM stage")
      case .run(let run): try String.fetchAll(database, sql: "\(used) run = ?", arguments: [run])
      case .experiment(let name):
        try String.fetchAll(database, sql: "\(used) experiment = ?", arguments: [name])
      case .stages(let names):
        try names.flatMap { name in
          try String.fetchAll(
            database, sql: "\(used) stage = ?1 OR run_stage.id = ?1", arguments: [name])
        }
      }
    }
    return Set(found.compactMap(Fingerprint.init(hexadecimal:))).sorted()
  }

  /// A folder for `body` alone, removed after it; beside the artifacts, so that files can be moved.
  private func withScratch<Result>(_ body: (String) throws -> Result) throws -> Result {
    _ = try writer()
    let path = "\(folder)/scratch/\(ProcessIdentity.current.process)"
    try DiskFile.remove(path)
    try DiskFile.makeFolder(path)
    defer { try? DiskFile.remove(path) }
    return try body(path)
  }
}
