/// A data set, a text or a model that `bondlab data get` can fetch.
package struct DataEntry: Sendable {
  package enum Kind: String, Sendable { case data, text, model }

  package let name: String
  package let kind: Kind
  /// Description in one line.
  package let about: String
  /// Name of the licence that holds for it.
  package let licence: String
  package let parts: [Part]

  /// The files of an entry that come from one origin.
  package struct Part: Sendable {
    package let origin: Origin
    package let files: [KeptFile]

    package init(_ origin: Origin, _ files: [KeptFile]) {
      (self.origin, self.files) = (origin, files)
    }
  }

  package init(
    _ name: String, _ kind: Kind, _ about: String, licence: String, _ parts: [Part]
  ) {
    self.name = name
    self.kind = kind
    self.about = about
    self.licence = licence
    self.parts = parts
  }

  package var files: [KeptFile] { parts.flatMap(\.files) }

  /// Bytes that the files take on the disk; nil where a size isn't known.
  package var bytes: Int? {
    files.reduce(0) { total, file in total.flatMap { total in file.pin.bytes.map { total + $0 } } }
  }

  /// Whether the checksum of every file is known, so that none need be taken on trust.
  package var isPinned: Bool { parts.allSatisfy(\.isPinned) }

  /// The path, under a data home, of the entry's only file or of the folder that all its files are
  /// in.
  package var path: String {
    guard files.count > 1, let first = files.first else { return files.first?.target ?? "" }
    let shared = files.dropFirst().reduce(folders(first)) { shared, file in
      zip(shared, folders(file)).prefix { $0 == $1 }.map(\.0)
    }
    return shared.joined(separator: "/")
  }

  private func folders(_ file: KeptFile) -> [String] {
    file.target.split(separator: "/").dropLast().map(String.init)
  }
}

extension DataEntry.Part {
  /// Whether a known checksum covers every byte that is kept.
  package var isPinned: Bool {
    origin.pin.sha256 != nil || files.allSatisfy { $0.pin.sha256 != nil }
  }

  /// Whether other files than the known ones may be taken on trust, as those of a distribution may,
  /// which signs its packages and has one version of each.
  var isNegotiable: Bool {
    if case .apt = origin { true } else { false }
  }
}

/// The checksum and the size that a file is known to have.
package struct Pin: Sendable, Equatable {
  /// SHA-256 as 64 lower-case hexadecimal digits; nil where it isn't known.
  package let sha256: String?
  package let bytes: Int?

  package init(_ sha256: String?, _ bytes: Int?) { (self.sha256, self.bytes) = (sha256, bytes) }

  package static let unknown = Pin(nil, nil)
}

/// A file that is kept in the data home, and how it is made of what was fetched.
package struct KeptFile: Sendable {
  /// A way to make the kept file of the fetched one.
  package enum Form: Sendable {
    case asItIs
    /// Paragraphs of plain text, separated by blank lines, become lines.
    case passagesOfText
    /// Paragraphs of all HTML files of a folder, in the order of their names, become lines.
    case passagesOfPages
  }

  /// Paths of the file in what was fetched, in the outermost archive first and the innermost one
  /// last; empty where the file itself was fetched.
  package let inner: [String]
  /// Path under the data home.
  package let target: String
  package let pin: Pin
  package let form: Form

  package init(_ inner: [String], to target: String, _ pin: Pin, as form: Form = .asItIs) {
    self.inner = inner
    self.target = target
    self.pin = pin
    self.form = form
  }
}
