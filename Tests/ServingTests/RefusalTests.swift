import Serving
import TestSupport
import Testing

@Suite("what a server refuses")
struct RefusalTests {
  private static let get = "GET / HTTP/1.1\r\n"

  @Test(
    "hosts other than this machine's, as a page from elsewhere may lead its own name here",
    arguments: [
      "Host: evil.example:PORT", "Host: 127.0.0.1", "Host: localhost", "Host: 127.0.0.1:1",
      "Host: localhost.evil.example:PORT", "Host: 127.0.0.1:PORT.evil.example", "Host: ", "A: b",
      "Host: 0.0.0.0:PORT", "Host: 127.1:PORT", "Host: [::]:PORT", "Host: localhost.:PORT",
      "Host: user@localhost:PORT", "Host: localhost:PORT, localhost:PORT",
      "Host: localhost:PORT\r\nHost: evil.example", "Host: evil.example\r\nHost: localhost:PORT",
      "Host: localhost:PORT\r\nHost: localhost:PORT", "Host: localhost:0PORT",
      "X-Forwarded-Host: localhost:PORT\r\nHost: evil.example",
    ])
  func hosts(_ field: String) async throws {
    let server = try await RunningServer()
    let fields = field.replacing("PORT", with: "\(server.port)")
    let status = try server.status(of: "\(Self.get)\(fields)\r\n\r\n")
    #expect(status == 403 || status == 400)
  }

  @Test("no host of this machine", arguments: ["localhost", "127.0.0.1", "[::1]", "LOCALHOST"])
  func ownHosts(_ name: String) async throws {
    let server = try await RunningServer()
    let request = "\(Self.get)Host: \(name):\(server.port)\r\n\r\n"
    #expect(try server.status(of: request) == 200)
  }

  @Test(
    "requests that pages of other origins make",
    arguments: [
      "Origin: http://evil.example", "Origin: null", "Origin: http://localhost:1",
      "Origin: https://localhost:PORT", "Origin: http://localhost",
      "Origin: http://localhost:PORT\r\nOrigin: http://evil.example",
      "Origin: http://localhost:PORT/", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: same-site",
      "Sec-Fetch-Site: none\r\nSec-Fetch-Site: cross-site",
      "Origin: http://localhost:PORT\r\nSec-Fetch-Site: cross-site",
    ])
  func origins(_ field: String) async throws {
    let server = try await RunningServer()
    let fields = field.replacing("PORT", with: "\(server.port)") + "\r\n"
    for path in ["/", "/events", "/style.css"] {
      #expect(try server.get(path, fields).status == 403)
    }
  }

  @Test(
    "no request of its own pages",
    arguments: [
      "Origin: http://localhost:PORT", "Origin: http://127.0.0.1:PORT", "Origin: http://[::1]:PORT",
      "Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: none",
    ])
  func ownOrigins(_ field: String) async throws {
    let server = try await RunningServer()
    let fields = field.replacing("PORT", with: "\(server.port)") + "\r\n"
    #expect(try server.get("/", fields).status == 200)
  }

  @Test(
    "everything but reading",
    arguments: ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "SEARCH"])
  func methods(_ method: String) async throws {
    let server = try await RunningServer()
    let response = try server.get("/", method: method)
    #expect(response.status == 405)
    #expect(response.fields["allow"] == "GET, HEAD")
    #expect(response.fields["access-control-allow-origin"] == nil)
    #expect(server.content.made("home") == 0)
  }

  @Test("methods that there are not", arguments: ["CONNECT", "FETCH", "get", "GET\tPOST"])
  func strangeMethods(_ method: String) async throws {
    let server = try await RunningServer()
    let request = "\(method) / HTTP/1.1\r\nHost: localhost:\(server.port)\r\n\r\n"
    let status = try server.status(of: request)
    #expect(status == nil || [400, 403, 404, 405].contains(status))
  }

  @Test(
    "addresses that lead nowhere",
    arguments: [
      "/..", "/../..", "/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc/passwd",
      "/%2e%2e%5cetc", "//etc/passwd", "/etc/passwd", "/style.css/..", "/./style.css",
      "/style.css%00", "/%00", "/style.css/", "//", "/a//b", "/\\..\\etc", "/~root", "/.git/config",
      "/bondlab.sqlite", "/logs/1/progress.json", "/STYLE.CSS", "/with-query", "/with-query?a",
      "/with-query?a=1&a=2", "/with-query?a=%31", "/?#", "/events/", "*", "http://evil.example/",
      "http://evil.example/style.css", "file:///etc/passwd", "style.css", "/\u{7F}", "/ü",
      "/\(String(repeating: "../", count: 300))etc/passwd", "/with-query?a=1#b",
    ])
  func addresses(_ path: String) async throws {
    let server = try await RunningServer()
    let request = "GET \(path) HTTP/1.1\r\nHost: localhost:\(server.port)\r\n\r\n"
    let response = try server.connection().answer(to: request)
    #expect([400, 403, 404].contains(response?.status))
    #expect(response?.text.contains("root:") == false)
  }

  @Test("bodies, whatever is said of them, and however long they go on")
  func bodies() async throws {
    let server = try await RunningServer()
    for field in [
      "Content-Length: 5", "Content-Length: 99999999999", "Transfer-Encoding: chunked",
      "Transfer-Encoding: gzip, chunked", "Content-Length: 5\r\nContent-Length: 6",
      "Content-Length: -1", "Content-Length: 5\r\nTransfer-Encoding: chunked",
    ] {
      let connection = try server.connection()
      let response = connection.answer(
        to: "\(Self.get)Host: localhost:\(server.port)\r\n\(field)\r\n\r\n")
      #expect(response?.status == 413 || response?.status == 400, "\(field)")
      var isTaken = true
      for _ in 0..<200 where isTaken {
        isTaken = connection.send([UInt8](repeating: 97, count: 65536))
      }
      #expect(!isTaken, "\(field)")
    }
    #expect(try server.get("/").status == 200)
  }

  @Test("addresses and fields that are too long or too many")
  func sizes() async throws {
    let server = try await RunningServer()
    let host = "Host: localhost:\(server.port)\r\n"
    let long = String(repeating: "a", count: 3000)
    #expect(try server.status(of: "GET /\(long) HTTP/1.1\r\n\(host)\r\n") == 414)
    let many = (0..<100).map { "X-\($0): 1\r\n" }.joined()
    for request in [
      "GET /\(String(repeating: long, count: 100)) HTTP/1.1\r\n\(host)\r\n",
      "\(Self.get)\(host)X: \(String(repeating: long, count: 5))\r\n\r\n",
      "\(Self.get)\(host)\(String(repeating: "X: \(long)\r\n", count: 8))\r\n",
      "\(Self.get)\(host)\(many)\r\n", "\(Self.get)\(host)\(long)\(long)\(long): 1\r\n\r\n",
    ] {
      let status = try server.status(of: request)
      #expect(status == nil || [400, 414, 431].contains(status), "\(request.prefix(40))")
    }
    #expect(try server.get("/").status == 200)
  }

  @Test(
    "what is no request",
    arguments: [
      "\r\n\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "hello\r\n\r\n", "\0\0\0\0",
      "GET / HTTP/1.1\r\n: empty\r\n\r\n", "GET / HTTP/1.1\r\nHost localhost\r\n\r\n",
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\u{1}",
      "GET / HTTP/1.1\n\n",
      "GET / HTTP/1.1\r\nHost: a\r\n folded: b\r\n\r\n",
    ])
  func malformed(_ text: String) async throws {
    let server = try await RunningServer { $0.requestTime = .seconds(1) }
    let connection = try server.connection()
    connection.send(text.utf8)
    let (bytes, isClosed) = connection.receive(seconds: 5)
    let status = RawResponse(bytes)?.status
    #expect(isClosed && (status == nil || [400, 403].contains(status)))
    #expect(try server.get("/").status == 200)
  }
}
