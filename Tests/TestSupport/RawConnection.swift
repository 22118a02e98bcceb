internal import Glibc

/// A connection to a port of this machine, over which a test sends whatever it likes.
package final class RawConnection: Sendable {
  private let descriptor: Int32

  /// Connects; nil where that is refused.
  package init?(port: Int) {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(truncatingIfNeeded: port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let size = socklen_t(MemoryLayout.size(ofValue: address))
    let code = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, size)
      }
    }
    guard code == 0 else {
      close(descriptor)
      return nil
    }
  }

  deinit { close(descriptor) }

  /// Sends bytes; returns false where the other side takes no more.
  @discardableResult
  package func send(_ bytes: some Sequence<UInt8>) -> Bool {
    let bytes = Array(bytes)
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count <= 0 { return false }
      sent += count
    }
    return true
  }

  /// Says that nothing more will be sent.
  package func endSending() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// Receives until the other side closes, `isEnough` holds of what came, or the time is over.
  ///
  /// - Returns: What came, and whether the other side has closed.
  package func receive(
    seconds: Double = 10, until isEnough: ([UInt8]) -> Bool = { _ in false }
  ) -> (bytes: [UInt8], isClosed: Bool) {
    var (bytes, buffer) = ([UInt8](), [UInt8](repeating: 0, count: 1 << 16))
    let end = ContinuousClock.now + .seconds(seconds)
    while !isEnough(bytes) {
      let left = ContinuousClock.now.duration(to: end) / .milliseconds(1)
      var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard left > 0, poll(&waiting, 1, Int32(left) + 1) > 0 else { return (bytes, false) }
      let count = recv(descriptor, &buffer, buffer.count, 0)
      if count <= 0 { return (bytes, true) }
      bytes += buffer[..<count]
    }
    return (bytes, false)
  }

  /// Sends a request and receives the whole response.
  package func answer(to request: String, seconds: Double = 10) -> RawResponse? {
    send(request.utf8)
    var needed: Int?
    let (bytes, _) = receive(seconds: seconds) { bytes in
      if needed == nil, let head = RawResponse(bytes) {
        let length = head.fields["content-length"].flatMap { Int($0) }
        needed = length.map { bytes.count - head.body.count + $0 }
      }
      return needed.map { bytes.count >= $0 } ?? false
    }
    return RawResponse(bytes)
  }
}

/// A response as it came over a connection.
package struct RawResponse: Sendable {
  package let status: Int
  /// The fields, by their names in lower case.
  package let fields: [String: String]
  package let body: [UInt8]

  /// Reads a response, whose body may not have come as a whole; nil before its head has.
  package init?(_ bytes: [UInt8]) {
    let mark = Array("\r\n\r\n".utf8)
    guard let end = bytes.indices.first(where: { bytes[$0...].starts(with: mark) }) else {
      return nil
    }
    let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
    let words = lines.first?.split(separator: " ") ?? []
    guard words.count > 1, words[0] == "HTTP/1.1", let status = Int(words[1]) else { return nil }
    self.status = status
    fields = Dictionary(
      lines.dropFirst().compactMap { line -> (String, String)? in
        let sides = line.split(separator: ":", maxSplits: 1)
        guard sides.count == 2 else { return nil }
        return (sides[0].lowercased(), String(sides[1].drop { $0 == " " }))
      }, uniquingKeysWith: { "\($0), \($1)" })
    body = Array(bytes[(end + 4)...])
  }

  package var text: String { String(decoding: body, as: UTF8.self) }
}
