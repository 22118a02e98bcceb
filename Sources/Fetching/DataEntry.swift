/// A data set, a text or a model that `bondlab data get` can fetch.
package struct DataEntry: Sendable {
  package enum Kind: String, Sendable { case data, text, model }

  package let name: String
  package let kind: Kind
  /// What it is, in one line.
  package let about: String
  /// Whose terms hold for it.
  package let licence: String
  package let parts: [Part]

  /// What comes from one place.
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

  /// What the files take on the disk; nil where a size isn't known.
  package var bytes: Int? {
    files.reduce(0) { total, file in total.flatMap { total in file.pin.bytes.map { total + $0 } } }
  }

  /// Whether everything is known beforehand, so that nothing need be taken on trust.
  package var isPinned: Bool { parts.allSatisfy(\.isPinned) }

  /// The file, or else the folder that all files are in, under a data home.
  package var place: String {
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
  /// Whether a known checksum stands for every byte that is kept.
  package var isPinned: Bool {
    origin.pin.sha256 != nil || files.allSatisfy { $0.pin.sha256 != nil }
  }

  /// Whether files other than the known ones may be taken on trust: a distribution signs its
  /// packages, and has one version of each.
  var isNegotiable: Bool {
    if case .apt = origin { true } else { false }
  }
}

/// What is known of a file before it is seen.
package struct Pin: Sendable, Equatable {
  /// 64 lower-case hexadecimal digits.
  package let sha256: String?
  package let bytes: Int?

  package init(_ sha256: String?, _ bytes: Int?) { (self.sha256, self.bytes) = (sha256, bytes) }

  package static let unknown = Pin(nil, nil)
}

/// A file that stays, and what is left behind of the archive that it came in.
package struct KeptFile: Sendable {
  /// How the kept file is made of what was fetched.
  package enum Form: Sendable {
    case asItIs
    /// Paragraphs of plain text, parted by blank lines, become lines.
    case passagesOfText
    /// Paragraphs of all HTML files of a folder, in the order of their names, become lines.
    case passagesOfPages
  }

  /// Where it is in what was fetched, from the outermost archive to the innermost; none where what
  /// was fetched is the file itself.
  package let inner: [String]
  /// Where it goes under the data home.
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
