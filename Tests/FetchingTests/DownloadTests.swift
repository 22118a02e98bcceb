import Fetching
import Foundation
import TestSupport
import Testing

@Suite("downloads", .enabled(if: areThere("python3", "curl"), "python3 and curl are needed"))
struct DownloadTests {
  private let server: FileServer
  private let home: Home
  private let bytes: [UInt8]

  init() throws {
    server = try FileServer()
    home = try Home()
    var numbers = SeededNumbers(seed: 1)
    bytes = (0..<20_000).map { _ in UInt8(truncatingIfNeeded: numbers.next()) }
    _ = try server.folder.write(bytes, to: "a.bin")
  }

  private func sample(_ mode: String, _ pin: Pin? = nil) -> DataEntry {
    entry(
      .address(server.address("\(mode)/a.bin"), pin ?? Fetching.Pin(digest(bytes), bytes.count)),
      KeptFile([], to: "sets/a.bin", Pin(nil, bytes.count)))
  }

  @Test("a file arrives whole, and nothing else stays but its receipt")
  func arrives() throws {
    #expect(try home.fetcher().get(sample("whole")) == .fetched)
    #expect(try home.bytes("sets/a.bin") == bytes)
    #expect(home.contents == [".fetched", ".fetched/sample.sha256", "sets", "sets/a.bin"])
  }

  @Test("one that is there and right is not fetched again, a changed one is")
  func again() throws {
    #expect(try home.fetcher().get(sample("whole")) == .fetched)
    #expect(try home.fetcher().get(sample("whole")) == .alreadyThere)
    #expect(server.requests.count == 1)
    _ = try home.folder.write(bytes.reversed(), to: "sets/a.bin")
    #expect(try home.fetcher().get(sample("whole")) == .fetched)
    #expect(try home.bytes("sets/a.bin") == bytes)
    #expect(server.requests.count == 2)
  }

  @Test("a connection that is cut is taken up where it broke")
  func cut() throws {
    #expect(try home.fetcher().get(sample("cut")) == .fetched)
    #expect(try home.bytes("sets/a.bin") == bytes)
    #expect(server.requests == ["/cut/a.bin 0", "/cut/a.bin 10000"])
  }

  @Test("a later get goes on with what an earlier one has got")
  func later() throws {
    #expect(throws: FetchError.self) { try home.fetcher().get(sample("shut")) }
    let part = ".partial/sample/0-a.bin.part"
    #expect(try home.bytes(part) == Array(bytes.prefix(10_000)))
    #expect(home.contents == [".partial", ".partial/sample", part])
    let before = server.requests.count
    _ = try server.folder.write([], to: "open")
    #expect(try home.fetcher().get(sample("shut")) == .fetched)
    #expect(server.requests.dropFirst(before) == ["/shut/a.bin 10000"])
    #expect(try home.bytes("sets/a.bin") == bytes)
    #expect(!home.contents.contains(".partial"))
  }

  @Test("a server without ranges, or with no time at first, gives it from the start")
  func fromTheStart() throws {
    #expect(try home.fetcher().get(sample("rangeless")) == .fetched)
    #expect(try home.bytes("sets/a.bin") == bytes)
    let other = try Home()
    #expect(try other.fetcher().get(sample("busy")) == .fetched)
    #expect(try other.bytes("sets/a.bin") == bytes)
  }

  @Test("a wrong checksum leaves nothing behind, and the message has both")
  func wrong() throws {
    let expected = digest([1, 2, 3])
    #expect(
      throws: FetchError.wrongChecksum(
        file: server.address("whole/a.bin"), expected: expected, seen: digest(bytes))
    ) { try home.fetcher().get(sample("whole", Pin(expected, nil))) }
    #expect(home.contents.isEmpty)
  }

  @Test("what was there before a failure is there after it")
  func oldState() throws {
    #expect(try home.fetcher().get(sample("whole")) == .fetched)
    let newer = sample("whole", Pin(digest([1]), 1))
    let other = DataEntry("other", .data, "", licence: "", newer.parts)
    #expect(throws: FetchError.self) { try home.fetcher(trust: .everything).get(other) }
    #expect(try home.bytes("sets/a.bin") == bytes)
  }

  @Test("a file that isn't there is reported, and not tried again")
  func missing() throws {
    let address = server.address("whole/b.bin")
    let missing = entry(.address(address, .unknown), KeptFile([], to: "b", .unknown))
    let error = #expect(throws: FetchError.self) { try home.fetcher().get(missing) }
    #expect(error.map { "\($0)" }?.contains("404") == true)
    #expect(server.requests.count == 1)
    #expect(home.contents.isEmpty)
  }

  @Test("without a known checksum it asks for one, and has the file ready then")
  func unknown() throws {
    let unknown = sample("whole", .unknown)
    let seen = FetchError.Seen(file: server.address("whole/a.bin"), digest: digest(bytes))
    #expect(throws: FetchError.unknownChecksum(entry: "sample", seen: [seen])) {
      try home.fetcher().get(unknown)
    }
    #expect(throws: FetchError.self) {
      try home.fetcher(trust: .digests([digest([0])])).get(unknown)
    }
    #expect(try home.fetcher(trust: .digests([seen.digest])).get(unknown) == .fetched)
    #expect(server.requests.count == 1)
    #expect(try home.fetcher().get(unknown) == .alreadyThere)
    let other = try Home()
    #expect(try other.fetcher(trust: .everything).get(unknown) == .fetched)
  }

  @Test("an interrupted get leaves nothing, a busy data home is reported")
  func interrupted() throws {
    let tools = Tools()
    tools.cancel()
    #expect(throws: FetchError.interrupted) {
      try home.fetcher(tools: tools).get(sample("whole"))
    }
    #expect(home.contents.isEmpty)
    try FileManager.default.createDirectory(
      atPath: home.folder.file(".partial"), withIntermediateDirectories: true)
    let lock = open(home.folder.file(".partial/lock"), O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    defer { close(lock) }
    #expect(flock(lock, LOCK_EX) == 0)
    #expect(throws: FetchError.busy(home.folder.path)) { try home.fetcher().get(sample("whole")) }
  }
}
