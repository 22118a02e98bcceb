/// The presence of an entry's files in a data home.
package struct Presence {
  private let entry: DataEntry
  private let home: String

  package init(of entry: DataEntry, in home: String) { (self.entry, self.home) = (entry, home) }

  package enum Extent: String, Sendable {
    case there
    /// Some files are missing, or not as long as they should be.
    case incomplete
    case absent = "not there"
  }

  /// How much is there, judged by names and sizes, without reading the files.
  package var extent: Extent {
    let sizes = entry.files.map { Disk.size("\(home)/\($0.target)") }
    if sizes.allSatisfy({ $0 == nil }) { return .absent }
    let isRight = zip(entry.files, sizes).allSatisfy { file, size in
      size != nil && (file.pin.bytes == nil || file.pin.bytes == size)
    }
    return isRight ? .there : .incomplete
  }

  /// Whether every file, read whole, has the known checksum, or the one that it had when it was
  /// fetched.
  package var isVerified: Bool {
    let fetched = Receipt.read(of: entry, home: home)
    return entry.files.allSatisfy { file in
      guard let digest = try? Disk.digest("\(home)/\(file.target)") else { return false }
      return digest == file.pin.sha256 || digest == fetched[file.target]
    }
  }
}

/// Keeps the checksums that files without one in the catalog had when they were fetched, in a file
/// `.fetched/<entry>.sha256`, which `sha256sum -c` understands too.
enum Receipt {
  private static func path(of entry: DataEntry, home: String) -> String {
    "\(home)/.fetched/\(entry.name).sha256"
  }

  /// Returns the checksums by path; none where none were needed.
  static func read(of entry: DataEntry, home: String) -> [String: String] {
    let bytes = (try? Disk.bytes(of: path(of: entry, home: home))) ?? []
    let pairs = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map {
      (String($0.dropFirst(66)), String($0.prefix(64)))
    }
    return Dictionary(pairs) { _, last in last }
  }

  /// Writes the checksums of those files under a folder that have another one than in the catalog,
  /// or none there.
  static func write(for entry: DataEntry, files folder: String, home: String) throws(FetchError) {
    var lines: [String] = []
    for file in entry.files {
      let digest = try Disk.digest("\(folder)/\(file.target)")
      if digest != file.pin.sha256 { lines.append("\(digest)  \(file.target)\n") }
    }
    guard !lines.isEmpty else { return }
    let temporary = "\(folder)/.sha256"
    try Disk.write(Array(lines.joined().utf8), to: temporary)
    try Disk.move(temporary, to: path(of: entry, home: home))
  }
}
