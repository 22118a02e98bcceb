import Serving
import Synchronization
import TestSupport
import Testing

/// A server that runs beside a test.
final class RunningServer: Sendable {
  let content = PlainContent()
  let port: Int
  let server: WebServer<PlainContent>
  private let task: Task<Void, any Error>

  init(_ adjust: (inout ServingLimits) -> Void = { _ in }) async throws {
    var limits = ServingLimits()
    adjust(&limits)
    let server = WebServer(content, limits)
    let (ports, announcement) = AsyncStream<Int>.makeStream()
    task = Task {
      defer { announcement.finish() }
      try await server.run(port: 0) { announcement.yield($0) }
    }
    self.server = server
    var iterator = ports.makeAsyncIterator()
    port = try #require(await iterator.next())
  }

  deinit { server.stop() }

  /// Ends the server, and waits until it has ended.
  func end() async throws {
    server.stop()
    try await task.value
  }

  func connection() throws -> RawConnection { try #require(RawConnection(port: port)) }

  /// Sends a request with the right Host over a connection of its own.
  func get(_ path: String, _ fields: String = "", method: String = "GET") throws -> RawResponse {
    let request = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\(fields)\r\n"
    return try #require(try connection().answer(to: request))
  }

  /// Sends bytes over a connection of its own, and returns the status of the response; nil where
  /// the connection was closed without one.
  func status(of request: String, seconds: Double = 10) throws -> Int? {
    try connection().answer(to: request, seconds: seconds)?.status
  }

  /// Opens a stream of events.
  func stream() throws -> RawConnection {
    let connection = try connection()
    connection.send("GET /events HTTP/1.1\r\nHost: localhost:\(port)\r\n\r\n".utf8)
    return connection
  }
}

extension RawConnection {
  /// Receives until a text has come.
  ///
  /// - Returns: Whether it has, within the time.
  func receives(_ text: String, seconds: Double = 10) -> Bool {
    let wanted = Array(text.utf8)
    var (isFound, checked) = (false, 0)
    _ = receive(seconds: seconds) { bytes in
      isFound = (checked..<bytes.count).contains { bytes[$0...].starts(with: wanted) }
      checked = max(0, bytes.count - wanted.count)
      return isFound
    }
    return isFound
  }

  /// Waits until the other side has closed.
  func isClosed(within seconds: Double) -> Bool { receive(seconds: seconds).isClosed }
}
