internal import FoundationEssentials
internal import Glibc

/// A new folder that is removed with the last reference to this object.
package final class TemporaryFolder: Sendable {
  package let path: String

  package init() throws {
    path =
      FileManager.default.temporaryDirectory.appending(
        path: "bondlab-test-\(UUID().uuidString)"
      ).path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Returns the path of a file in the folder, without making the file.
  package func file(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a file in the folder and returns its path.
  package func write(_ bytes: some Sequence<UInt8>, to name: String) throws -> String {
    try Data(bytes).write(to: URL(filePath: file(name)))
    return file(name)
  }

  /// Writes a file in the folder that can be run, and returns its path.
  ///
  /// Another process makes the file. While this one has it open, programs that other tests start
  /// inherit it for a moment, and the system refuses to run a file that anyone can write to.
  package func writeProgram(_ text: String, to name: String) throws -> String {
    let source = try write(text.utf8, to: "\(name).text")
    let words: [String] = ["install", "-m", "755", source, file(name)]
    let arguments = words.map { word in strdup(word) }
    defer { for argument in arguments { free(argument) } }
    var process: pid_t = 0
    var status: Int32 = 0
    guard posix_spawnp(&process, "install", nil, nil, arguments + [nil], environ) == 0,
      waitpid(process, &status, 0) == process, status == 0
    else { throw CocoaError(.fileWriteUnknown) }
    return file(name)
  }
}
