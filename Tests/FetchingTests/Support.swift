import Fetching
import Foundation
import Spec
import TestSupport
import Testing

/// Makes an entry of one part, called `sample`.
func entry(_ origin: Origin, _ files: KeptFile...) -> DataEntry {
  DataEntry("sample", .data, "a sample", licence: "none", [DataEntry.Part(origin, files)])
}

func pin(_ bytes: [UInt8]) -> Pin { Pin(digest(bytes), bytes.count) }

func digest(_ bytes: [UInt8]) -> String { Fingerprint(of: bytes).description }

/// A data home, and a fetcher into it.
struct Home {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  func fetcher(
    trust: Fetcher.Trust = .nothing, tools: Tools = Tools(), installedRoot: String = "/nowhere"
  ) -> Fetcher {
    Fetcher(
      home: folder.path, trust: trust, tools: tools, installedRoot: installedRoot, pause: 0
    ) { _ in }
  }

  func bytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(filePath: folder.file(path))))
  }

  /// The paths of all files and folders in it.
  var contents: [String] {
    let all = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String }
    return (all ?? []).sorted()
  }
}

/// Runs a Python script that makes something to fetch.
func python(_ script: String, _ arguments: String...) throws {
  let code = try Tools().run(["python3", "-c", script] + arguments)
  #expect(code == 0)
}

/// Returns whether programs that a suite needs are there.
func areThere(_ programs: String...) -> Bool {
  let folders = ProcessInfo.processInfo.environment["PATH", default: ""].split(separator: ":")
  return programs.allSatisfy { program in
    folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(program)") }
  }
}
