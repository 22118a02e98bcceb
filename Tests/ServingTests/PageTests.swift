import Dispatch
import Serving
import TestSupport
import Testing

@Suite("the pages of a server")
struct PageTests {
  @Test("come with fields that keep them from other origins")
  func fields() async throws {
    let server = try await RunningServer()
    for (path, type, policy) in [
      ("/", "text/plain", "default-src 'self'"), ("/style.css", "text/css", WebPolicy.nothing),
      ("/nowhere", "text/plain; charset=utf-8", WebPolicy.nothing),
    ] {
      let response = try server.get(path)
      #expect(response.fields["content-type"] == type)
      #expect(response.fields["content-security-policy"] == policy)
      #expect(response.fields["cache-control"] == "no-store")
      #expect(response.fields["x-content-type-options"] == "nosniff")
      #expect(response.fields["cross-origin-resource-policy"] == "same-origin")
      #expect(response.fields["access-control-allow-origin"] == nil)
      #expect(response.fields["server"] == nil)
    }
    #expect(try server.get("/").text == "home: first")
    #expect(try server.get("/gone").status == 404)
    #expect(try server.get("/with-query?a=1").text == "query 1: first")
  }

  @Test("answer HEAD as GET, without the bytes")
  func head() async throws {
    let server = try await RunningServer()
    let connection = try server.connection()
    let host = "HTTP/1.1\r\nHost: localhost:\(server.port)\r\n\r\n"
    connection.send("HEAD / \(host)HEAD /events \(host)GET / \(host)".utf8)
    let text = String(
      decoding: connection.receive { bytes in
        String(decoding: bytes, as: UTF8.self).contains("home: first")
      }.bytes, as: UTF8.self)
    #expect(text.components(of: "HTTP/1.1 200 OK\r\n") == 3)
    #expect(text.components(of: "Content-Length: 11\r\n") == 2)
    #expect(text.components(of: "home: first") == 1)
  }

  @Test("are made once for a change, however many ask for them")
  func madeOnce() async throws {
    let server = try await RunningServer { $0.shortestRest = .milliseconds(300) }
    let ask: @Sendable (String) -> Bool = { text in
      let failures = Failures()
      DispatchQueue.concurrentPerform(iterations: 40) { _ in
        if (try? server.get("/").text) != text { failures.add() }
      }
      return failures.count == 0
    }
    #expect(ask("home: first"))
    #expect(server.content.made("home") == 1)
    server.content.set("second")
    try await Task.sleep(for: .milliseconds(400))
    #expect(ask("home: second"))
    #expect(server.content.made("home") == 2)
    try await Task.sleep(for: .milliseconds(400))
    #expect(ask("home: second"))
    #expect(server.content.made("home") == 2 && server.server.madeCount == 2)
  }

  @Test("are made seldom where that takes long, and few are kept")
  func rest() {
    let limits = ServingLimits()
    #expect(limits.rest(after: .milliseconds(1)) == .seconds(1))
    #expect(limits.rest(after: .milliseconds(50)) == .seconds(5))
    #expect(limits.rest(after: .seconds(20)) == .seconds(60))
  }

  @Test("that were not asked for lately are forgotten")
  func forgotten() async throws {
    let server = try await RunningServer { $0.pages = 3 }
    for number in 0..<6 { _ = try server.get("/with-query?a=\(number)") }
    _ = try server.get("/with-query?a=5")
    #expect(server.content.made("query 5") == 1)
    _ = try server.get("/with-query?a=0")
    #expect(server.content.made("query 0") == 2)
  }

  @Test("are served on a port of their own")
  func port() async throws {
    let server = try await RunningServer()
    let other = WebServer(PlainContent())
    await #expect(throws: PortError.self) { try await other.run(port: server.port) { _ in } }
    try await server.end()
    #expect(RawConnection(port: server.port) == nil)
  }
}

extension String {
  /// Counts how often a text occurs.
  fileprivate func components(of text: String) -> Int {
    split(separator: text, omittingEmptySubsequences: false).count - 1
  }
}
