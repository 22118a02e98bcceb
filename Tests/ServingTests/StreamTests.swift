import Serving
import Synchronization
import TestSupport
import Testing

@Suite("the streams of a server")
struct StreamTests {
  @Test("bring what there is, and then each change, and nothing that was sent before")
  func changes() async throws {
    let server = try await RunningServer { $0.shortestRest = .milliseconds(50) }
    let stream = try server.stream()
    #expect(stream.receives("event: text\ndata: first\n\n"))
    server.content.set("two\nlines\rand\u{2028}more")
    #expect(stream.receives("event: text\ndata: two\ndata: lines\ndata: and\ndata: more\n\n"))
    server.content.set("two\nlines\rand\u{2028}more")
    #expect(!stream.receives("event", seconds: 0.5))
    let late = try server.stream()
    #expect(late.receives("data: two\ndata: lines"))
  }

  @Test("are of a type that isn't kept, and give signs of life")
  func heartbeat() async throws {
    let server = try await RunningServer {
      $0.shortestRest = .milliseconds(50)
      $0.heartbeat = .milliseconds(200)
      $0.requestTime = .milliseconds(300)
    }
    let stream = try server.stream()
    let (bytes, isClosed) = stream.receive(seconds: 1.2)
    let response = try #require(RawResponse(bytes))
    #expect(response.status == 200 && !isClosed)
    #expect(response.fields["content-type"] == "text/event-stream")
    #expect(response.fields["cache-control"] == "no-store")
    #expect(response.text.split(separator: ":\n\n").count > 2)
  }

  @Test("cost one look at what is new for all of them, and end with the server")
  func many() async throws {
    let server = try await RunningServer {
      $0.shortestRest = .milliseconds(100)
      $0.restPerStream = .zero
    }
    let streams = try (0..<200).map { _ in try server.stream() }
    for stream in streams { #expect(stream.receives("data: first")) }
    let before = server.content.state.withLock { ($0.sent, $0.looked) }
    server.content.set("second")
    for stream in streams { #expect(stream.receives("data: second")) }
    let after = server.content.state.withLock { ($0.sent, $0.looked) }
    #expect(after.0 == before.0 + 1)
    #expect(after.1 - before.1 < 100)
    try await server.end()
    for stream in streams { #expect(stream.isClosed(within: 5)) }
  }

  @Test("are looked after each second while they are few, and less often where they are many")
  func rest() {
    let limits = ServingLimits()
    #expect(limits.rest(ofStreams: 1) == .seconds(1))
    #expect(limits.rest(ofStreams: 50) == .seconds(1))
    #expect(limits.rest(ofStreams: 200) == .seconds(4))
  }

  @Test("are forgotten when nobody listens")
  func abandoned() async throws {
    let server = try await RunningServer {
      $0.shortestRest = .milliseconds(50)
      $0.streams = 2
    }
    for round in 0..<20 {
      let streams = try (0..<2).map { _ in try server.stream() }
      for stream in streams { #expect(stream.receives("event: text"), "round \(round)") }
      #expect(try server.get("/events").status == 503)
      try await Task.sleep(for: .milliseconds(20))
      withExtendedLifetime(streams) {}
      server.content.set("round \(round)")
      // The server learns of an end when it writes, or when the other side has closed.
      try await Task.sleep(for: .milliseconds(150))
    }
    let looked = server.content.state.withLock { $0.looked }
    try await Task.sleep(for: .milliseconds(300))
    #expect(server.content.state.withLock { $0.looked } <= looked + 1)
  }
}
