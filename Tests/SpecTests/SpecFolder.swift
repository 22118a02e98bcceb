import Foundation
import Spec
import TestSupport

/// Spec files in a folder of their own; messages have their paths from that folder on.
struct SpecFolder {
  let folder: TemporaryFolder

  /// Writes files, by their paths from the folder on.
  init(_ files: [String: String]) throws {
    folder = try TemporaryFolder()
    for (path, text) in files { try write(text, to: path) }
  }

  func write(_ text: String, to path: String) throws {
    if let slash = path.lastIndex(of: "/") {
      try FileManager.default.createDirectory(
        atPath: folder.file(String(path[..<slash])), withIntermediateDirectories: true)
    }
    _ = try folder.write(text.utf8, to: path)
  }

  func read(_ path: String = "spec.yaml", overrides: [String] = []) throws -> ExperimentSpec {
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: folder.file(path))))
    return try ExperimentSpec(bytes, file: folder.file(path), overrides: overrides)
  }

  /// Returns the problems of a spec, whether or not they end its reading.
  func messages(_ path: String = "spec.yaml", overrides: [String] = []) throws -> [String] {
    let found: [String]
    do {
      found = try read(path, overrides: overrides).messages
    } catch let errors as SpecErrors {
      found = errors.errors.map(\.description)
    }
    return found.map { $0.replacing("\(folder.path)/", with: "") }
  }
}
