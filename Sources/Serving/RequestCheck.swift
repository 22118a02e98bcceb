internal import HTTPTypes

/// Decides which requests are answered: those of a page of this server, or of a person who typed
/// its address.
///
/// A page from elsewhere that gets its own name to lead here (DNS rebinding) is known by the Host,
/// any other by Origin or Sec-Fetch-Site.
struct RequestCheck: Sendable {
  private static let host = HTTPField.Name("Host")
  private static let site = HTTPField.Name("Sec-Fetch-Site")

  private let hosts: Set<String>
  private let origins: Set<String>

  /// Checks requests to a port of this machine.
  init(port: Int) {
    let names = ["localhost", "127.0.0.1", "[::1]"]
    // Browsers leave out the port that http has anyway.
    let hosts = names.map { "\($0):\(port)" } + (port == 80 ? names : [])
    self.hosts = Set(hosts)
    origins = Set(hosts.map { "http://\($0)" })
  }

  /// Returns the status that a request is refused with; nil where it is answered.
  func refusal(of head: HTTPRequest) -> HTTPResponse.Status? {
    let fields = head.headerFields
    // A second Host stays among the fields.
    let others = Self.host.map { fields[values: $0] } ?? []
    guard let host = head.authority, others.isEmpty, hosts.contains(host.lowercased()) else {
      return .forbidden
    }
    guard fields[values: .origin].allSatisfy({ origins.contains($0.lowercased()) }) else {
      return .forbidden
    }
    let sites = Self.site.map { fields[values: $0] } ?? []
    guard sites.allSatisfy({ $0 == "same-origin" || $0 == "none" }) else { return .forbidden }
    guard head.method == .get || head.method == .head else { return .methodNotAllowed }
    let lengths = fields[values: .contentLength]
    guard lengths.allSatisfy({ $0 == "0" }), fields[.transferEncoding] == nil else {
      return .contentTooLarge
    }
    guard let path = head.path, path.utf8.first == UInt8(ascii: "/") else { return .badRequest }
    return path.utf8.count > WebAddress.limit ? .uriTooLong : nil
  }
}
