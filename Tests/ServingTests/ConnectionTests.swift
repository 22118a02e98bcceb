import Dispatch
import Glibc
import Serving
import TestSupport
import Testing

@Suite("the connections of a server")
struct ConnectionTests {
  @Test("are closed where nothing comes, or too slowly, or nothing more")
  func slow() async throws {
    let server = try await RunningServer { $0.requestTime = .milliseconds(500) }
    let silent = try server.connection()
    let slow = try server.connection()
    DispatchQueue.global().async {
      let request = "GET / HTTP/1.1\r\nHost: localhost:\(server.port)\r\nX: "
      slow.send(request.utf8)
      for _ in 0..<100 where slow.send([97]) { usleep(50_000) }
    }
    let idle = try server.connection()
    #expect(idle.answer(to: "GET / HTTP/1.1\r\nHost: localhost:\(server.port)\r\n\r\n") != nil)
    let start = ContinuousClock.now
    for connection in [silent, slow, idle] { #expect(connection.isClosed(within: 4)) }
    #expect(start.duration(to: .now) < .seconds(4))
  }

  @Test("are closed where nobody takes in the response")
  func stalled() async throws {
    let server = try await RunningServer { $0.stallTime = .milliseconds(500) }
    let connection = try server.connection()
    connection.send("GET /large HTTP/1.1\r\nHost: localhost:\(server.port)\r\n\r\n".utf8)
    try await Task.sleep(for: .seconds(2))
    let (bytes, isClosed) = connection.receive(seconds: 10)
    #expect(isClosed && bytes.count < 32 << 20)
    let whole = try server.get("/large")
    #expect(whole.body.count == 32 << 20)
  }

  @Test("carry one request after the other, also such as come at once")
  func persistent() async throws {
    let server = try await RunningServer()
    let connection = try server.connection()
    let request = "GET /style.css HTTP/1.1\r\nHost: localhost:\(server.port)\r\n\r\n"
    for _ in 0..<5 { #expect(connection.answer(to: request)?.text == "p {}") }
    connection.send(String(repeating: request, count: 50).utf8)
    let count = { (bytes: [UInt8]) in
      String(decoding: bytes, as: UTF8.self).split(separator: "200 OK").count - 1
    }
    let bytes = connection.receive { count($0) == 50 && $0.suffix(4).elementsEqual("p {}".utf8) }
    #expect(count(bytes.bytes) == 50)
  }

  @Test("are answered with 503 where there are too many, and with pages once there are fewer")
  func tooMany() async throws {
    let server = try await RunningServer { $0.connections = 4 }
    var others = try (0..<4).map { _ in try server.connection() }
    let request = "GET / HTTP/1.1\r\nHost: localhost:\(server.port)\r\n\r\n"
    for connection in others { #expect(connection.answer(to: request)?.status == 200) }
    let superfluous = try server.connection()
    #expect(superfluous.answer(to: request)?.status == 503)
    #expect(superfluous.isClosed(within: 5))
    others = []
    try await Task.sleep(for: .milliseconds(200))
    #expect(try server.get("/").status == 200)
  }
}
