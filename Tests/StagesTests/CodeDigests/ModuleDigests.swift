import Foundation
import Spec
import TestSupport

/// A digest of each module's sources, and what each module imports.
struct ModuleDigests {
  let digests: [String: String]
  private let imports: [String: Set<String>]

  init(digests: [String: String], imports: [String: Set<String>]) {
    (self.digests, self.imports) = (digests, imports)
  }

  /// Computes the digests of all modules.
  ///
  /// - Parameter root: The folder of all modules.
  init(root: String) throws {
    let folder = SourceFolder(root: root)
    var (digests, imports): ([String: String], [String: Set<String>]) = ([:], [:])
    for module in try FileManager.default.contentsOfDirectory(atPath: root) {
      var fields: [String] = []
      for file in folder.files(module) {
        let text = try String(contentsOfFile: "\(root)/\(file)", encoding: .utf8)
        fields += [file, SourceText.essence(text)]
        imports[module, default: []].formUnion(Self.imports(text))
      }
      digests[module] = String(Fingerprint(ofFields: fields).description.prefix(16))
    }
    self.init(digests: digests, imports: imports)
  }

  /// Finds the modules and all that they import, as far as they are the project's own.
  func closure(of modules: Set<String>) -> Set<String> {
    var (found, open) = (modules.intersection(digests.keys), Array(modules))
    while let next = open.popLast() {
      for module in imports[next] ?? [] where digests[module] != nil {
        if found.insert(module).inserted { open.append(module) }
      }
    }
    return found
  }

  /// Finds the modules that a Swift file imports.
  static func imports(_ text: String) -> Set<String> {
    Set(
      text.split(separator: "\n").compactMap { line in
        line.firstMatch(of: /^(?:@\w+ )*(?:(?:public|package|internal) )?import (\w+)/)
          .map { String($0.1) }
      })
  }
}

/// A folder of modules.
struct SourceFolder {
  let root: String

  /// Finds the sources of a module, by their paths below the root, sorted.
  func files(_ module: String) -> [String] {
    let all = FileManager.default.enumerator(atPath: "\(root)/\(module)")?.compactMap {
      $0 as? String
    }
    let endings = [".swift", ".c", ".h", ".modulemap"]
    return (all ?? []).filter { name in endings.contains { name.hasSuffix($0) } }
      .map { "\(module)/\($0)" }.sorted()
  }
}
