import Dispatch
import Serving
import TestSupport
import Testing

@Suite("mutated requests")
struct MutationTests {
  @Test("end no server, and get nothing but the answers that there are")
  func mutated() async throws {
    let server = try await RunningServer { $0.requestTime = .seconds(2) }
    let strange = Failures()
    let known: Set = [200, 400, 403, 404, 405, 413, 414, 431, 503]
    DispatchQueue.concurrentPerform(iterations: 8) { part in
      var random = SeededNumbers(seed: UInt64(part))
      for _ in 0..<1250 {
        guard let connection = RawConnection(port: server.port) else {
          strange.add()
          continue
        }
        connection.send(Self.request(port: server.port, &random))
        connection.endSending()
        let (bytes, _) = connection.receive(seconds: 5) { bytes in
          String(decoding: bytes, as: UTF8.self).contains("text/event-stream")
        }
        if !bytes.isEmpty, !known.contains(RawResponse(bytes)?.status ?? 0) { strange.add() }
      }
    }
    #expect(strange.count == 0)
    #expect(try server.get("/").text == "home: first")
    let stream = try server.stream()
    #expect(stream.receives("data: first"))
  }

  /// Makes a request and damages it in a few places.
  private static func request(port: Int, _ random: inout SeededNumbers) -> [UInt8] {
    let paths = ["/", "/style.css", "/with-query?a=1", "/gone", "/../x", "/%2e%2e/etc/passwd"]
    let fields = [
      "Origin: http://localhost:\(port)", "Accept: */*", "Connection: close", "Content-Length: 3",
      "Transfer-Encoding: chunked", "Expect: 100-continue", "Upgrade: h2c", "Range: bytes=0-1",
    ]
    var text = "\(["GET", "HEAD", "POST"][random.below(3)]) \(paths[random.below(paths.count)])"
    text += " HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n"
    for _ in 0..<random.below(4) { text += fields[random.below(fields.count)] + "\r\n" }
    var bytes = Array((text + "\r\n").utf8)
    for _ in 0..<random.below(5) where !bytes.isEmpty {
      let place = random.below(bytes.count)
      switch random.below(5) {
      case 0: bytes[place] ^= 1 << UInt8(random.below(8))
      case 1: bytes.removeSubrange(place..<min(bytes.count, place + 1 + random.below(20)))
      case 2: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 30)], at: place)
      case 3: bytes.insert(UInt8(random.below(256)), at: place)
      default: bytes.removeSubrange(place...)
      }
    }
    return bytes
  }
}

extension SeededNumbers {
  /// Draws a whole number from 0 up to a bound.
  fileprivate mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}
