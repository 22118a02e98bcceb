import Foundation
import TestSupport
import Testing

/// A `bondlab serve` that runs beside a test.
final class ServedFolder {
  let program: RunningProgram
  let port: Int

  init(_ folder: TemporaryFolder) throws {
    program = try RunningProgram(["serve", "--port", "0"], in: folder)
    let end = Date(timeIntervalSinceNow: 60)
    while true {
      if let match = program.outputSoFar.firstMatch(of: /http:\/\/127\.0\.0\.1:(\d+)\/\n/) {
        port = try #require(Int(match.1))
        return
      }
      try #require(Date() < end && program.isRunning, "\(program.complaintsSoFar)")
      usleep(10_000)
    }
  }

  func get(_ path: String, host: String = "localhost") throws -> RawResponse {
    let connection = try #require(RawConnection(port: port))
    return try #require(
      connection.answer(
        to: "GET \(path) HTTP/1.1\r\nHost: \(host):\(port)\r\n\r\n", seconds: 60))
  }

  /// Asks for a page until it has a text, which is at most as long as pages are kept.
  func get(_ path: String, having text: String) throws -> String {
    let end = Date(timeIntervalSinceNow: 90)
    while true {
      let page = try get(path).text
      if page.contains(text) || Date() > end { return page }
      usleep(200_000)
    }
  }

  /// Opens the stream of a run's events.
  func events(ofRun run: Int) throws -> RawConnection {
    let connection = try #require(RawConnection(port: port))
    connection.send("GET /runs/\(run)/events HTTP/1.1\r\nHost: localhost:\(port)\r\n\r\n".utf8)
    return connection
  }
}
