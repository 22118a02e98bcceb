import Fetching
import Foundation
import TestSupport
import Testing

@Suite("archives", .enabled(if: areThere("python3", "curl"), "python3 and curl are needed"))
struct ArchiveTests {
  /// A zip, a tar.gz and one within another, each with a member that would leave its folder.
  private static let maker = """
    import io, sys, tarfile, zipfile
    folder = sys.argv[1]
    def tar(path, members):
        with tarfile.open(path, 'w:gz') as archive:
            for name, body in members:
                info = tarfile.TarInfo(name)
                info.size = len(body)
                archive.addfile(info, io.BytesIO(body))
    members = [('../evil', b'evil'), ('in/good.txt', b'good'), ('in/empty.txt', b'')]
    with zipfile.ZipFile(folder + '/a.zip', 'w', zipfile.ZIP_DEFLATED) as archive:
        for name, body in members: archive.writestr(name, body)
    tar(folder + '/a.tar.gz', members)
    tar(folder + '/b.tar.gz', [('x/a.tar.gz', open(folder + '/a.tar.gz', 'rb').read())])
    """

  private let server: FileServer
  private let home: Home

  init() throws {
    server = try FileServer()
    home = try Home()
    try python(Self.maker, server.folder.path)
  }

  private func sample(_ archive: String, _ inner: String...) -> DataEntry {
    entry(
      .address(server.address("whole/\(archive)"), .unknown),
      KeptFile(inner, to: "sets/good.txt", pin(Array("good".utf8))))
  }

  @Test("the wanted member arrives, and no other is written anywhere")
  func members() throws {
    let samples = [
      sample("a.zip", "in/good.txt"), sample("a.tar.gz", "in/good.txt"),
      sample("b.tar.gz", "x/a.tar.gz", "in/good.txt"),
    ]
    for sample in samples {
      try? FileManager.default.removeItem(atPath: home.folder.file("sets"))
      #expect(try home.fetcher().get(sample) == .fetched)
      #expect(try home.bytes("sets/good.txt") == Array("good".utf8))
      #expect(home.contents == ["sets", "sets/good.txt"])
      let beside = (home.folder.path as NSString).deletingLastPathComponent
      #expect(!FileManager.default.fileExists(atPath: "\(beside)/evil"))
    }
  }

  @Test("a path that leads out of its folder is refused before anything is fetched")
  func escapes() throws {
    for path in ["../evil", "/evil", "a/../b", "a//b", "./a", "", "a\nb"] {
      #expect(throws: FetchError.unsafePath(path)) {
        try home.fetcher().get(sample("a.zip", path))
      }
      let elsewhere = entry(
        .address(server.address("whole/a.zip"), .unknown), KeptFile([], to: path, .unknown))
      #expect(throws: FetchError.unsafePath(path)) {
        try home.fetcher(trust: .everything).get(elsewhere)
      }
    }
    #expect(server.requests.isEmpty)
    #expect(home.contents.isEmpty)
  }

  @Test("a member that isn't there, an empty one and a broken archive leave nothing")
  func broken() throws {
    _ = try server.folder.write("no archive".utf8, to: "c.zip")
    let samples = [
      sample("a.zip", "in/bad.txt"), sample("a.tar.gz", "in/bad.txt"), sample("c.zip", "in/x"),
      sample("a.zip", "in/empty.txt"),
    ]
    for sample in samples {
      #expect(throws: FetchError.self) { try home.fetcher().get(sample) }
      #expect(home.contents.isEmpty)
    }
  }
}
